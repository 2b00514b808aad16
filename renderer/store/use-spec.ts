import type { Finding } from '../../shared/checks/check.ts';
import { putRightBy, type PutRight } from '../../shared/checks/on-hosts.ts';
import { runChecks } from '../../shared/checks/run.ts';
import type { Draft } from '../../shared/draft/draft.ts';
import { specOf, type DraftSpec } from '../../shared/draft/spec.ts';
import type { HostFacts } from '../../shared/model/facts.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { siteOf } from '../../shared/site/site.ts';
import type { ClusterState } from './cluster.ts';
import { useDraft } from './use-cluster.tsx';

const made = new WeakMap<Draft, DraftSpec>();

/** The spec that a draft means, made once for each version of it. */
export function specFrom(draft: Draft): DraftSpec {
  const known = made.get(draft) ?? specOf(draft);
  made.set(draft, known);
  return known;
}

/** The spec of the present draft, or what is wrong with it. */
export const useSpec = (): DraftSpec => specFrom(useDraft((draft) => draft));

/** What the checks find at the hosts that are known so far. */
export interface Findings {
  readonly findings: readonly Finding[];
  /** Hosts of the spec whose facts are not known yet, or that have not asked the customer's registry. */
  readonly unknown: readonly string[];
  /** What is amiss on the hosts that deploying puts right by itself. */
  readonly byItself: readonly PutRight[];
}

/** Runs the checks over what is known. Until a master is known there is nothing to check, and without a package neither. */
export function findingsOf(
  spec: ClusterSpec,
  { hosts, bundle, summary }: Pick<ClusterState, 'hosts' | 'bundle' | 'summary'>,
): Findings {
  const facts = new Map<string, HostFacts>();
  const asks = spec.registry?.kind === 'external';
  for (const [name, host] of hosts)
    if (host.state === 'known' && (!asks || host.facts.registry !== undefined)) facts.set(name, host.facts);
  const nodes = spec.nodes.filter(({ name }) => facts.has(name));
  const unknown = spec.nodes.filter(({ name }) => !facts.has(name)).map(({ name }) => name);
  if (bundle.state !== 'open' || !nodes.some(({ roles }) => roles.includes('master')))
    return { findings: [], unknown, byItself: [] };
  const site = siteOf({ ...spec, nodes }, summary.uid, facts, bundle.manifest);
  const findings = runChecks(site);
  return {
    // How many masters there are is only known when all hosts are.
    findings: unknown.length === 0 ? findings : findings.filter(({ check }) => check !== 'quorum'),
    unknown,
    byItself: putRightBy(spec, site.nodes),
  };
}
