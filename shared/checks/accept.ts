import type { Acceptance } from '../draft/draft.ts';
import type { Finding } from './check.ts';

/** What was accepted for a bundle, by its manifest's digest: for another one it is asked anew. */
export const acceptedFor = (manifest: string, accepted: readonly Acceptance[]): readonly Acceptance[] =>
  accepted.filter((acceptance) => acceptance.manifest === manifest);

/** The finding that an acceptance is about, however its details have changed since. */
const isAbout = (acceptance: Acceptance, { check, problem }: Finding): boolean =>
  acceptance.check === check && acceptance.code === problem.code && acceptance.host === problem.host;

/** What was accepted of a finding, where it may be. */
export const acceptanceOf = (finding: Finding, accepted: readonly Acceptance[]): Acceptance | undefined =>
  finding.acceptable ? accepted.find((acceptance) => isAbout(acceptance, finding)) : undefined;

/** The blockers that still stand in the way. */
export const inTheWay = (findings: readonly Finding[], accepted: readonly Acceptance[]): readonly Finding[] =>
  findings.filter((finding) => finding.severity === 'blocker' && acceptanceOf(finding, accepted) === undefined);
