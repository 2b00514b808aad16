import type { Draft } from '../draft/draft.ts';
import type { HostFacts } from '../model/facts.ts';
import type { Problem } from '../problems/problem.ts';
import { overlaps } from '../site/networks.ts';
import type { Finding } from './check.ts';

/** A change of what was typed that puts a finding right. */
export interface DraftFix {
  readonly what: 'hostname' | 'podSubnet' | 'serviceSubnet' | 'time';
  /** The spec's name of the node that it is about. */
  readonly host?: string;
  /** What is there now; empty where nothing is. */
  readonly from: string;
  readonly to: string;
}

/** Networks that few sites use, in the order in which they are tried; the defaults first. */
const candidates = {
  podSubnet: ['10.244.0.0/16', '10.233.64.0/18', '172.30.0.0/16', '10.128.0.0/14', '192.168.128.0/17', '100.64.0.0/16'],
  serviceSubnet: ['10.96.0.0/12', '10.233.0.0/18', '172.29.0.0/16', '10.112.0.0/16', '192.168.64.0/18', '100.65.0.0/16'],
} as const;
const subnets = ['podSubnet', 'serviceSubnet'] as const;

/**
 * What can be changed about the settings so that findings go away, each change once: a host's name that is to be set, a network that
 * overlaps nothing, clocks that are left alone. All else has to be decided by people or done on a host.
 */
export function fixesOf(findings: readonly Finding[], draft: Draft, facts: ReadonlyMap<string, HostFacts>): DraftFix[] {
  const problems = findings.map(({ problem }) => problem);
  const has = (code: Problem['code']) => problems.some((one) => one.code === code);
  return [
    ...problems.flatMap((one) => hostnameFix(one, draft, facts)),
    ...networkFixes(problems, draft, facts),
    ...(has('check.time-program') ? [{ what: 'time', from: draft.time.source, to: 'host' } as const] : []),
  ];
}

const named = new Set<Problem['code']>(['check.hostname-duplicate', 'check.hostname-invalid', 'check.hostname-taken']);

function hostnameFix({ code, host }: Problem, draft: Draft, facts: ReadonlyMap<string, HostFacts>): DraftFix[] {
  if (!named.has(code)) return [];
  const node = draft.nodes.find(({ name }) => name === host);
  const taken = [...facts].some(([name, fact]) => name !== host && fact.hostname.toLowerCase() === host);
  if (host === undefined || node === undefined || taken) return [];
  return [{ what: 'hostname', host, from: facts.get(host)?.hostname ?? '', to: host }];
}

function networkFixes(problems: readonly Problem[], { network }: Draft, facts: ReadonlyMap<string, HostFacts>): DraftFix[] {
  const cards = [...facts.values()].flatMap((fact) =>
    fact.cards.flatMap(({ addresses }) => addresses.map(({ address, prefix }) => `${address}/${prefix}`)),
  );
  const chosen = {
    podSubnet: network.podSubnet.trim() || candidates.podSubnet[0],
    serviceSubnet: network.serviceSubnet.trim() || candidates.serviceSubnet[0],
  };
  const fixes: DraftFix[] = [];
  for (const what of subnets) {
    if (!problems.some(({ code, params }) => code === 'check.network-overlap' && params['which'] === what)) continue;
    const other = chosen[what === 'podSubnet' ? 'serviceSubnet' : 'podSubnet'];
    const to = candidates[what].find((one) => ![...cards, other].some((used) => overlaps(one, used)));
    if (to === undefined) continue;
    fixes.push({ what, from: chosen[what], to });
    chosen[what] = to;
  }
  return fixes;
}

/** The draft with the fixes in it. */
export const fixed = (draft: Draft, fixes: readonly DraftFix[]): Draft => fixes.reduce(withFix, draft);

function withFix(draft: Draft, { what, host, to }: DraftFix): Draft {
  switch (what) {
    case 'hostname':
      return { ...draft, nodes: draft.nodes.map((node) => (node.name === host ? { ...node, hostname: to } : node)) };
    case 'podSubnet':
    case 'serviceSubnet':
      return { ...draft, network: { ...draft.network, [what]: to } };
    case 'time':
      return { ...draft, time: { ...draft.time, source: 'host' } };
  }
}
