import { acceptanceOf } from '../../../shared/checks/accept.ts';
import type { Finding } from '../../../shared/checks/check.ts';
import type { Acceptance } from '../../../shared/draft/draft.ts';
import type { Problem } from '../../../shared/problems/problem.ts';
import { same, type Some } from '../../components/same.ts';

export type Grouping = 'severity' | 'host' | 'check';
export type Weight = 'blocker' | 'warning' | 'accepted';

/** What a finding weighs now. */
export const weightOf = (finding: Finding, accepted: readonly Acceptance[]): Weight =>
  acceptanceOf(finding, accepted) === undefined ? finding.severity : 'accepted';

/** What is found of one host after the other, in the same words: one card. */
export type Alike = Some<Finding>;

/** Findings that say the same, weigh the same and were accepted alike, together; in the order in which they come up. */
export const alike = (findings: readonly Finding[], accepted: readonly Acceptance[]): Alike[] =>
  same(findings, (finding) => {
    const { check, severity, acceptable, problem } = finding;
    const taken = acceptanceOf(finding, accepted);
    return [check, severity, acceptable, problem.code, problem.params, problem.host === undefined, taken?.by, taken?.reason];
  });

/** The problem of all of them: what each host said is told apart where it differs. */
export function saidOf([first, ...others]: Alike): Problem {
  const { evidence = [] } = first.problem;
  const agree = others.every(({ problem }) => (problem.evidence ?? []).join('\n') === evidence.join('\n'));
  if (agree) return first.problem;
  const lines = [first, ...others].flatMap(({ problem: { host = '', evidence: said = [] } }) =>
    said.map((line) => `${host}: ${line}`),
  );
  return { ...first.problem, evidence: lines };
}

export interface Group {
  /** A weight, a host (empty for the site as a whole), or a check's id. */
  readonly name: string;
  readonly cards: readonly Alike[];
}

const weights: readonly Weight[] = ['blocker', 'warning', 'accepted'];

/**
 * Findings by what they weigh, by host in the order of the nodes, or by check in the order in which checks come up; within each group
 * the heavier first, and one card of what is the same of several hosts. No group is empty.
 */
export function groupFindings(
  findings: readonly Finding[],
  by: Grouping,
  accepted: readonly Acceptance[],
  hosts: readonly string[],
): Group[] {
  const weight = (finding: Finding) => weights.indexOf(weightOf(finding, accepted));
  const nameOf = (finding: Finding): string =>
    by === 'severity' ? weightOf(finding, accepted) : by === 'host' ? (finding.problem.host ?? '') : finding.check;
  const seen = [...new Set(findings.map(nameOf))];
  const known = by === 'severity' ? weights : by === 'host' ? ['', ...hosts] : [];
  return [...new Set([...known, ...seen])]
    .map((name) => ({
      name,
      cards: alike(
        findings.filter((finding) => nameOf(finding) === name).sort((a, b) => weight(a) - weight(b)),
        accepted,
      ),
    }))
    .filter(({ cards }) => cards.length > 0);
}
