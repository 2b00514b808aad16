import type { StepId } from '../../shared/model/plan.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import type { Skip } from '../../shared/run/skipping.ts';
import type { StepState } from '../../shared/run/state.ts';
import { journalEnds } from './runner/journal-ends.ts';
import { runState } from './runner/run-state.ts';
import type { Workspace } from './workspace/workspace.ts';

/**
 * Decides for somebody that the next run goes on without these steps. Only what failed in the latest run that had steps can be left out,
 * and of that only what a cluster stands without.
 * @param by `user@machine`
 * @param at ms since the epoch
 * @throws {ProblemError} `run.cannot-skip`
 */
export async function decideSkips(
  workspace: Workspace,
  steps: readonly StepId[],
  by: string,
  at: number,
  signal: AbortSignal,
): Promise<Skip[]> {
  if (steps.length === 0) return [];
  const known = await latestSteps(workspace, signal);
  const may = skippableIn(known);
  const refused = steps
    .filter((step) => !may.includes(step))
    .map((step) => {
      const { status, skippable } = known.find(({ id }) => id === step) ?? {};
      const reason = status === undefined ? 'unknown' : skippable ? 'not-failed' : 'needed';
      return problem('run.cannot-skip', { step, reason, may });
    });
  const [first, ...more] = refused;
  if (first) throw new ProblemError(first, ...more);
  return steps.map((step) => ({ step, by, at }));
}

/** The steps that failed in the latest run that had steps, and that the next may go on without. */
export const maySkip = async (workspace: Workspace, signal: AbortSignal): Promise<StepId[]> =>
  skippableIn(await latestSteps(workspace, signal));

/** What was decided before and what is decided now; of the same step, the latter. */
export const withSkips = (before: readonly Skip[], decided: readonly Skip[]): Skip[] => [
  ...before.filter(({ step }) => !decided.some((skip) => skip.step === step)),
  ...decided,
];

/** The steps that the latest run which succeeded went on without. */
export async function skippedInLatest(workspace: Workspace): Promise<readonly StepId[]> {
  for (const run of (await workspace.runs()).toReversed()) {
    const end = (await journalEnds(workspace.journalOf(run)))?.end;
    if (end?.outcome === 'success') return end.skipped ?? [];
  }
  return [];
}

const skippableIn = (steps: readonly StepState[]): StepId[] =>
  steps.flatMap(({ id, status, skippable }) => (skippable && status === 'failed' ? [id] : []));

async function latestSteps(workspace: Workspace, signal: AbortSignal): Promise<StepState[]> {
  for (const run of (await workspace.runs()).toReversed()) {
    const { steps } = await runState(workspace, run, signal);
    if (steps.length > 0) return [...steps];
  }
  return [];
}
