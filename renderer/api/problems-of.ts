import { problem, ProblemError, type Problem } from '../../shared/problems/problem.ts';

export type Problems = readonly [Problem, ...Problem[]];

/** Whatever was thrown, as problems. What is none is a fault of this program, and is shown as one. */
export function problemsOf(thrown: unknown): Problems {
  if (thrown instanceof ProblemError) return thrown.problems;
  return [problem('engine.fault', { call: 'face', reason: thrown instanceof Error ? thrown.message : String(thrown) })];
}
