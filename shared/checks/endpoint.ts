import { problem } from '../problems/problem.ts';
import { contains, networkAround } from '../site/networks.ts';
import { blocker, type HostCheck, refusal } from './check.ts';

/** The virtual address: free, or held by this very cluster, and in the network of every master's card (VRRP does not cross routers). */
export const endpoint: HostCheck = {
  id: 'endpoint',
  run: ({ spec, cluster, nodes, masters }) => {
    if (spec.endpoint.kind !== 'keepalived') return [];
    const vip = spec.endpoint.address;
    const holders = nodes.filter((n) => n.facts.cards.some((c) => c.addresses.some((a) => a.address === vip)));
    const strangers = holders.filter((n) => n.facts.cluster !== cluster);
    const held = strangers.map((n) => refusal(problem('check.vip-on-node', { address: vip }, { host: n.name })));
    const seen =
      holders.length > 0
        ? []
        : nodes
            .flatMap((n) => n.facts.answering.filter((a) => a.address === vip && a.answers).map((a) => ({ n, a })))
            .slice(0, 1)
            .map(({ n, a }) => refusal(problem('check.vip-taken', { address: vip, mac: a.mac ?? '?' }, { host: n.name })));
    const outside = masters.flatMap(({ name: host, card, nodeAddress, prefix }) => {
      const network = networkAround(`${nodeAddress}/${prefix}`);
      if (card === undefined || contains(network, vip)) return [];
      return [blocker(problem('check.vip-outside', { address: vip, network, card: card.name }, { host }))];
    });
    return [...held, ...seen, ...outside];
  },
};
