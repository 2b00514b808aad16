import type { Problem } from '../problems/problem.ts';
import type { Phase, StepId } from '../model/plan.ts';

/** How a step ended; `skipped` where somebody took it upon themselves to go on without it. */
export type Outcome = 'satisfied' | 'changed' | 'skipped' | 'failed' | 'cancelled';

/** What can happen in a run. */
export type Happening =
  | {
      readonly type: 'run-started';
      readonly run: string;
      readonly cluster: string;
      readonly steps: readonly StepSummary[];
      /** In practice: how many times as fast as real hosts its hosts are. */
      readonly speed?: number | undefined;
    }
  | { readonly type: 'step-started'; readonly step: StepId }
  /** Bytes sent of the step's total, at most a few times a second. */
  | { readonly type: 'step-progress'; readonly step: StepId; readonly sent: number; readonly total: number }
  /** A resource begins to be changed: `what` names it (`file /etc/hosts`). */
  | { readonly type: 'resource-changing'; readonly step: StepId; readonly what: string }
  | { readonly type: 'resource-changed'; readonly step: StepId; readonly what: string }
  /** A line that a supervised command printed; sanitised and bounded. */
  | { readonly type: 'step-output'; readonly step: StepId; readonly line: string }
  /** What a running step waits for, in the words of a proof (`nodes-ready: w1`). */
  | { readonly type: 'step-waiting'; readonly step: StepId; readonly what: string }
  /** The step is left out: who decided that, and when (ms since the epoch). */
  | { readonly type: 'step-skipped'; readonly step: StepId; readonly by: string; readonly decided: number }
  | { readonly type: 'step-finished'; readonly step: StepId; readonly outcome: Outcome; readonly problems: readonly Problem[] }
  | {
      readonly type: 'run-finished';
      readonly outcome: RunOutcome;
      readonly problems: readonly Problem[];
      /** The steps that were left out, where there are any. */
      readonly skipped?: readonly StepId[] | undefined;
    };

export type RunOutcome = 'success' | 'failed' | 'cancelled';

/** What happened in a run and when, as data: the journal's lines, the command line's `--json`, the face's updates. `at` is ms since the epoch. */
export type RunEvent = { readonly at: number } & Happening;

export interface StepSummary {
  readonly id: StepId;
  readonly phase: Phase;
  readonly title: string;
  readonly host: string;
  /** Where a run may go on without it. */
  readonly skippable?: true | undefined;
}
