import type { Problem } from '../problems/problem.ts';
import type { Site } from '../site/site.ts';

/** How much a finding weighs: a blocker stops the run before anything is changed; a warning is told. */
export type Severity = 'warning' | 'blocker';

/** What a check found wrong; a check that finds nothing returns none. */
export interface Finding {
  readonly check: string;
  readonly severity: Severity;
  /** Whether the operator may go on all the same, in their own name; never where that would lose data or certainly fail. */
  readonly acceptable: boolean;
  readonly problem: Problem;
}

/** One question about the site, answered from facts alone. */
export interface Check {
  readonly id: string;
  readonly run: (site: Site) => readonly Omit<Finding, 'check'>[];
}

export const warning = (problem: Problem) => ({ severity: 'warning', acceptable: true, problem }) as const;
/** A blocker that can be accepted. */
export const blocker = (problem: Problem) => ({ severity: 'blocker', acceptable: true, problem }) as const;
/** A blocker that cannot: going on would lose data, or certainly fail. */
export const refusal = (problem: Problem) => ({ severity: 'blocker', acceptable: false, problem }) as const;
