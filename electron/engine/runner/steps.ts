import type { Plan, Step, StepId } from '../../../shared/model/plan.ts';
import type { Problem } from '../../../shared/problems/problem.ts';
import type { Happening, Outcome, RunOutcome, StepSummary } from '../../../shared/run/event.ts';

/**
 * Brings a step about. A refusal is thrown as a `ProblemError` and fails the step. It settles soon after `signal` is
 * aborted, and then resolves to `cancelled` or rejects with the signal's reason.
 */
export type Perform = (step: Step, signal: AbortSignal) => Promise<Outcome>;

/** How many steps may run at once: on one host, on all of them together, and of those that send blobs from this machine. */
export interface Limits {
  readonly perHost: number;
  readonly overall: number;
  readonly sending: number;
}

/** Takes what happens, without a time; it must not throw. */
export type Emit = (happening: Happening) => void;

export interface RunResult {
  readonly outcome: RunOutcome;
  /** What became of each step that was started. */
  readonly steps: ReadonlyMap<StepId, Outcome>;
  /** Steps that a failure or a cancellation left undone, in the order of the plan. */
  readonly notStarted: readonly StepId[];
  /** The problems of the failed steps, in the order in which they failed. */
  readonly problems: readonly Problem[];
  /** Steps that were left out, as somebody had decided. */
  readonly skipped: readonly StepId[];
}

/** What a `run-started` event says of a plan's steps. */
export const summaries = (plan: Pick<Plan, 'steps'>): StepSummary[] =>
  plan.steps.map(({ id, phase, title, host, skippable }) => ({ id, phase, title, host, ...(skippable && { skippable }) }));
