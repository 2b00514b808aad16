import { problem } from '../problems/problem.ts';
import { type HostCheck, refusal } from './check.ts';

/** What an earlier or another cluster leaves on a host; asked for by the probe. */
export const leftoverPaths = [
  '/etc/kubernetes/admin.conf',
  '/etc/kubernetes/kubelet.conf',
  '/etc/kubernetes/manifests/kube-apiserver.yaml',
  '/etc/kubernetes/pki/ca.key',
  '/var/lib/etcd/member',
  '/etc/rancher',
  '/etc/k0s',
] as const;

/** A host that belongs to another cluster is never taken over. */
export const leftovers: HostCheck = {
  id: 'leftovers',
  run: ({ cluster, nodes }) =>
    nodes
      .filter((n) => n.facts.cluster !== cluster)
      .flatMap((n) => {
        if (n.facts.cluster !== undefined)
          return [refusal(problem('check.other-cluster', { found: n.facts.cluster, expected: cluster }, { host: n.name }))];
        const found = leftoverPaths.filter((p) => n.facts.present.includes(p));
        return found.length > 0 ? [refusal(problem('check.leftovers', { paths: found }, { host: n.name }))] : [];
      }),
};
