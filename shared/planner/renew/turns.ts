import type { Leaf, LeafCluster, LeafGroup } from '../../certificates/leaves.ts';
import { layout } from '../../model/layout.ts';
import { type Renewal, renewedLeaves } from './renew.ts';

/** What a renewal does to hosts that it does the same to. */
export interface Turn {
  /** The spec's names of the nodes, in the order of their turns; none for what only the operator has. */
  readonly hosts: readonly string[];
  /** How many certificates each gets. */
  readonly certificates: number;
  /** What starts again on each: components of the control plane and units, in this order. */
  readonly restarts: readonly string[];
}

/** What reads the leaves of a group, and so starts again with them. */
const readers: Readonly<Record<LeafGroup, (spec: LeafCluster['spec']) => readonly string[]>> = {
  etcd: ({ etcd }) => [etcd.topology === 'external' ? layout.etcdUnit : 'etcd', 'kube-apiserver'],
  apiserver: () => ['kube-apiserver'],
  'front-proxy': () => ['kube-apiserver'],
  kubeconfigs: () => ['kube-controller-manager', 'kube-scheduler'],
  registry: () => [layout.registryUnit],
  kubelet: () => [layout.kubeletUnit],
};
const order = ['etcd', 'apiserver', 'front-proxy', 'kubeconfigs', 'registry', 'kubelet'] as const;

/** What a renewal touches, told by the spec alone, so that it can be read before anything is asked or made. */
export function turnsOf(cluster: LeafCluster, renewal: Renewal): Turn[] {
  const leaves = renewedLeaves(cluster, renewal);
  const turns = new Map<string, Turn>();
  const masters = cluster.nodes.filter((node) => node.master);
  const hosts = [...masters, ...cluster.nodes.filter((node) => !node.master)].map(({ name }) => name);
  for (const host of [...hosts, undefined]) {
    const own = leaves.filter(({ on }) => on?.host === host);
    if (own.length === 0) continue;
    const restarts = host === undefined ? [] : restartsFor(cluster, own);
    const key = `${own.length} ${restarts.join()}${host === undefined ? ' own' : ''}`;
    const before = turns.get(key)?.hosts ?? [];
    turns.set(key, { hosts: host === undefined ? [] : [...before, host], certificates: own.length, restarts });
  }
  return [...turns.values()];
}

function restartsFor({ spec }: LeafCluster, leaves: readonly Leaf[]): string[] {
  const groups = order.filter((group) => leaves.some((leaf) => leaf.group === group));
  return [...new Set(groups.flatMap((group) => readers[group](spec)))];
}
