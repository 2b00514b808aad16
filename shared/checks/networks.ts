import { overlaps } from '../site/networks.ts';
import { problem } from '../problems/problem.ts';
import { blocker, type Check } from './check.ts';

/** The pod and service networks must not overlap a network that a node is on, or pods and nodes cannot both be reached. */
export const networks: Check = {
  id: 'networks',
  run: ({ spec, cluster, nodes }) =>
    nodes.flatMap((n) =>
      n.facts.cards
        // what the cluster itself made on its own nodes is no conflict
        .filter((card) => n.facts.cluster !== cluster || !/^(flannel|cni|kube-ipvs|veth)/.test(card.name))
        .flatMap((card) =>
          card.addresses.flatMap(({ address, prefix }) =>
            (['podSubnet', 'serviceSubnet'] as const)
              .filter((which) => overlaps(spec.network[which], `${address}/${prefix}`))
              .map((which) =>
                blocker(
                  problem(
                    'check.network-overlap',
                    { which, network: spec.network[which], card: card.name, address: `${address}/${prefix}` },
                    { host: n.name },
                  ),
                ),
              ),
          ),
        ),
    ),
};
