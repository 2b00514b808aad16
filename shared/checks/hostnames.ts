import { hostname } from '../model/scalars.ts';
import { problem } from '../problems/problem.ts';
import { type HostCheck, refusal } from './check.ts';
import { duplicatesBy } from './duplicates.ts';

/** Kubernetes knows nodes by host name: each must be a valid name, and no two may share one (kubeadm: "unique hostname"). */
export const hostnames: HostCheck = {
  id: 'hostnames',
  run: ({ nodes }) => [
    ...[...duplicatesBy(nodes, (n) => n.hostname)].flatMap(([name, same]) =>
      same
        .slice(1)
        .map((n) =>
          refusal(problem('check.hostname-duplicate', { hostname: name, nodes: same.map((s) => s.name) }, { host: n.name })),
        ),
    ),
    ...nodes
      .filter((n) => !hostname.safeParse(n.hostname).success || n.hostname === 'localhost')
      .map((n) => refusal(problem('check.hostname-invalid', { hostname: n.hostname }, { host: n.name }))),
  ],
};
