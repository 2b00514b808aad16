import { acceptanceOf } from '../../../shared/checks/accept.ts';
import type { Finding } from '../../../shared/checks/check.ts';
import type { Acceptance } from '../../../shared/draft/draft.ts';

export type Grouping = 'severity' | 'host' | 'check';
export type Weight = 'blocker' | 'warning' | 'accepted';

/** What a finding weighs now. */
export const weightOf = (finding: Finding, accepted: readonly Acceptance[]): Weight =>
  acceptanceOf(finding, accepted) === undefined ? finding.severity : 'accepted';

export interface Group {
  /** A weight, a host (empty for the site as a whole), or a check's id. */
  readonly name: string;
  readonly findings: readonly Finding[];
}

const weights: readonly Weight[] = ['blocker', 'warning', 'accepted'];

/**
 * Findings by what they weigh, by host in the order of the nodes, or by check in the order in which checks come up; within each group
 * the heavier first. No group is empty.
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
      findings: findings.filter((finding) => nameOf(finding) === name).sort((a, b) => weight(a) - weight(b)),
    }))
    .filter((group) => group.findings.length > 0);
}
