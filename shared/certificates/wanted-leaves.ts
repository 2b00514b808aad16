import { type Leaf, type LeafCluster, leavesInPlace, leavesOf } from './leaves.ts';

/**
 * A leaf that a deployment keeps ready, and when one that is there is made anew: in time before it ends, only when it has ended, or not
 * by a deployment at all.
 */
export type WantedLeaf = Pick<Leaf, 'names' | 'signer' | 'identity'> & { readonly anew: 'in-time' | 'when-ended' | 'never' };

/** How far a cluster is: its first init was not started, it was, or the cluster stands. */
export type LeafStage = 'preparing' | 'founding' | 'standing';

/**
 * What a deployment needs, each once; the other leaves kubeadm makes on the nodes. `joining` are the nodes that are to join, by their
 * names in the spec.
 */
export function wantedLeaves(cluster: LeafCluster, joining: ReadonlySet<string>, stage: LeafStage): WantedLeaf[] {
  const inPlace = new Set(leavesInPlace(cluster).map(({ names }) => names.certificate));
  const masters = new Set(cluster.nodes.filter((node) => node.master).map(({ name }) => name));
  const anewOf = ({ group, names, on }: Leaf): WantedLeaf['anew'] | undefined => {
    if (on === undefined) return 'in-time';
    // once it is on its node it is renewed there, and what is kept is what lies there
    if (inPlace.has(names.certificate)) return stage === 'preparing' || joining.has(on.host) ? 'in-time' : 'never';
    // a new one restarts its member: where the cluster stands that is the renewal's to do
    if (group === 'etcd') return stage === 'standing' && !joining.has(on.host) ? undefined : 'when-ended';
    // a master's kubelet talks to the API server that it has to start itself first: it cannot ask for one
    const kubeletClient = group === 'kubelet' && on.lies.as === 'bundle';
    return kubeletClient && masters.has(on.host) && joining.has(on.host) ? 'in-time' : undefined;
  };
  const wanted = new Map<string, WantedLeaf>();
  for (const leaf of leavesOf(cluster)) {
    const anew = anewOf(leaf);
    const { names, signer, identity } = leaf;
    if (anew !== undefined) wanted.set(names.certificate, { names, signer, identity, anew });
  }
  return [...wanted.values()];
}
