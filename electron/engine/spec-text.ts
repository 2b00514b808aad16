import type { ClusterSpec } from '../../shared/model/spec.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { parseSpec } from '../../shared/spec/parse.ts';

/** The spec that a text is. @throws {ProblemError} `spec.*`, all that is wrong with it */
export function specIn(yaml: string): ClusterSpec {
  const parsed = parseSpec(yaml);
  if ('spec' in parsed) return parsed.spec;
  const [first, ...more] = parsed.problems;
  throw new ProblemError(first, ...more);
}
