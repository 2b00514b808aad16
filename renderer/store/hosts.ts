import type { Question, SeenHost, Surveyed } from '../../shared/contract/hosts.ts';
import type { NodeDraft } from '../../shared/draft/draft.ts';
import type { HostFacts } from '../../shared/model/facts.ts';
import type { Problem } from '../../shared/problems/problem.ts';

/** How far a host has been reached and looked at. */
export type HostState =
  | { readonly state: 'connecting' }
  | { readonly state: 'asking'; readonly question: Question }
  | { readonly state: 'connected' }
  | { readonly state: 'known'; readonly facts: HostFacts }
  | { readonly state: 'failed'; readonly problems: readonly Problem[] };

/** By the names that the spec gives the hosts; one that was never tried is not in it. */
export type Hosts = ReadonlyMap<string, HostState>;

/** The hosts after one more thing that a survey said. */
export function surveyedHosts(hosts: Hosts, item: Surveyed): Hosts {
  const put = (host: string, state: HostState): Hosts => new Map(hosts).set(host, state);
  switch (item.type) {
    case 'connecting':
      return put(item.host, { state: 'connecting' });
    case 'question':
      return put(item.question.host, { state: 'asking', question: item.question });
    case 'connected':
      return put(item.host, { state: 'connected' });
    case 'facts':
      return put(item.host, { state: 'known', facts: item.facts });
    case 'problem':
      return put(item.host, { state: 'failed', problems: item.problems });
  }
}

/** Hosts as a survey saw them earlier, as far as they are still where they were. */
export function rememberedHosts(nodes: readonly NodeDraft[], seen: readonly SeenHost[]): Hosts {
  const addresses = new Map(nodes.map(({ name, address }) => [name, address.trim()]));
  return new Map(
    seen
      .filter(({ host, address }) => addresses.get(host) === address)
      .map(({ host, facts }): [string, HostState] => [host, { state: 'known', facts }]),
  );
}

/** A survey that was broken off leaves nothing half done behind: what was under way was never tried. */
export const settledHosts = (hosts: Hosts): Hosts =>
  new Map([...hosts].filter(([, { state }]) => state === 'known' || state === 'failed'));

/** The hosts without what the customer's registry said to them: it is another one now. */
export const unansweredHosts = (hosts: Hosts): Hosts =>
  new Map(
    [...hosts].map(([name, host]): [string, HostState] => {
      if (host.state !== 'known') return [name, host];
      const { registry, ...facts } = host.facts;
      return [name, registry === undefined ? host : { ...host, facts }];
    }),
  );
