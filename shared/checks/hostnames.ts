import { hostname } from '../model/scalars.ts';
import { problem } from '../problems/problem.ts';
import { type HostCheck, refusal } from './check.ts';
import { duplicatesBy } from './duplicates.ts';
import { takenBy } from './taken-names.ts';

/**
 * Kubernetes knows nodes by host name: each must be a valid name, no two may share one (kubeadm: "unique hostname"), and none may be the
 * name of something else. Nodes that the cluster has keep the name that they have in it.
 */
export const hostnames: HostCheck = {
  id: 'hostnames',
  run: (site) => {
    const { nodes } = site;
    const shared = [...duplicatesBy(nodes, (n) => n.hostname)];
    const others = new Set(shared.flatMap(([, same]) => same));
    return [
      ...shared.flatMap(([name, same]) =>
        same
          .slice(1)
          .map((n) =>
            refusal(problem('check.hostname-duplicate', { hostname: name, nodes: same.map((s) => s.name) }, { host: n.name })),
          ),
      ),
      ...nodes
        .filter((n) => !isName(n.hostname))
        .map((n) => refusal(problem('check.hostname-invalid', { hostname: n.hostname }, { host: n.name }))),
      ...nodes
        .filter((n) => n.identity === undefined && isName(n.hostname) && !others.has(n))
        .flatMap((n) => {
          const by = takenBy(site, n);
          return by === undefined
            ? []
            : [refusal(problem('check.hostname-taken', { hostname: n.hostname, by }, { host: n.name }))];
        }),
    ];
  },
};

const isName = (name: string): boolean => hostname.safeParse(name).success && name !== 'localhost';
