import type { Problem } from '../problems/problem.ts';
import type { Site, SurveyedSite } from '../site/site.ts';

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
export interface Check<Known extends SurveyedSite = Site> {
  readonly id: string;
  readonly run: (site: Known) => readonly Omit<Finding, 'check'>[];
}

/** One that needs no bundle: it is asked as soon as hosts are known. */
export type HostCheck = Check<SurveyedSite>;

export const warning = (problem: Problem) => ({ severity: 'warning', acceptable: true, problem }) as const;
/** A blocker that can be accepted. */
export const blocker = (problem: Problem) => ({ severity: 'blocker', acceptable: true, problem }) as const;
/** A blocker that cannot: going on would lose data, or certainly fail. */
export const refusal = (problem: Problem) => ({ severity: 'blocker', acceptable: false, problem }) as const;
