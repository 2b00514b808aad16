import type { Problem } from '../problems/problem.ts';
import type { Site } from '../site/site.ts';

/** How much a finding weighs: a blocker stops the run before anything is changed; a warning is told. */
export type Severity = 'warning' | 'blocker';

/** What a check found wrong; a check that finds nothing returns none. */
export interface Finding {
  readonly check: string;
  readonly severity: Severity;
  readonly problem: Problem;
}

/** One question about the site, answered from facts alone. */
export interface Check {
  readonly id: string;
  readonly run: (site: Site) => readonly { readonly severity: Severity; readonly problem: Problem }[];
}

export const blocker = (problem: Problem) => ({ severity: 'blocker', problem }) as const;
export const warning = (problem: Problem) => ({ severity: 'warning', problem }) as const;
