import type { Card } from '../model/facts.ts';
import { networkAround, overlaps } from '../site/networks.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { blocker, type HostCheck } from './check.ts';

/** Where the cluster's own networks overlap a network that a host is on: said alike of all hosts that are on it. */
export const networkOverlaps = (
  network: { readonly podSubnet: string; readonly serviceSubnet: string },
  host: string,
  cards: readonly Card[],
): Problem[] =>
  cards.flatMap((card) =>
    card.addresses.flatMap(({ address, prefix }) =>
      (['podSubnet', 'serviceSubnet'] as const)
        .filter((which) => overlaps(network[which], `${address}/${prefix}`))
        .map((which) =>
          problem(
            'check.network-overlap',
            { which, network: network[which], card: card.name, address: networkAround(`${address}/${prefix}`) },
            { host },
          ),
        ),
    ),
  );

/** The pod and service networks must not overlap a network that a node is on, or pods and nodes cannot both be reached. */
export const networks: HostCheck = {
  id: 'networks',
  run: ({ spec, cluster, nodes }) =>
    nodes.flatMap(({ name, facts }) =>
      networkOverlaps(
        spec.network,
        name,
        // what the cluster itself made on its own nodes is no conflict
        facts.cards.filter((card) => facts.cluster !== cluster || !/^(flannel|cni|kube-ipvs|veth)/.test(card.name)),
      ).map(blocker),
    ),
};
