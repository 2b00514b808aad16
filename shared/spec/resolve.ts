import type { Access, ClusterSpec, NodeSpec } from '../model/spec.ts';

/** Where one node keeps its data, every path decided. */
export interface NodeStorage {
  readonly etcd: string;
  readonly containerd: string;
  readonly kubelet: string;
  /** The pods' logs. */
  readonly logs: string;
}

/** A node with the cluster's settings applied to it. */
export interface ResolvedNode extends Omit<NodeSpec, 'access' | 'storage' | 'nodeAddress'> {
  /** The address that the cluster uses. */
  readonly nodeAddress: string;
  readonly access: Access;
  readonly storage: NodeStorage;
  /** Runs the API server and, with it, etcd. */
  readonly master: boolean;
  /** Takes everybody's pods. A master may be one too. */
  readonly worker: boolean;
}

/** What the other nodes need to know of a node. */
export interface Peer {
  /** The host name that it has or is given: its Kubernetes node name. */
  readonly hostname: string;
  readonly nodeAddress: string;
}

/** A node whose host name is known. */
export type NamedNode = ResolvedNode & Peer;

/** What documents say of the cluster as a whole. */
export interface Cluster {
  readonly spec: ClusterSpec;
  /** The nodes of the control plane, in the spec's order. */
  readonly masters: readonly Peer[];
}

/** Kubernetes' and etcd's own defaults; containerd's root is Barque's, since another containerd may be on the host. */
export const defaultStorage: NodeStorage = {
  etcd: '/var/lib/etcd',
  containerd: '/var/lib/barque/containerd',
  kubelet: '/var/lib/kubelet',
  logs: '/var/log/pods',
};

/** The node's paths: its own setting, else under its own root, else the cluster's setting, else under the cluster's root. */
export function resolveStorage(spec: Pick<ClusterSpec, 'storage'>, node?: NodeSpec): NodeStorage {
  const under = (root: string | undefined): Partial<NodeStorage> =>
    root === undefined
      ? {}
      : { etcd: `${root}/etcd`, containerd: `${root}/containerd`, kubelet: `${root}/kubelet`, logs: `${root}/log/pods` };
  const layers = [spec.storage, node?.storage ?? {}].flatMap(({ root, ...paths }) => [under(root), paths]);
  const pick = (key: keyof NodeStorage) => layers.findLast((layer) => layer[key] !== undefined)?.[key] ?? defaultStorage[key];
  return { etcd: pick('etcd'), containerd: pick('containerd'), kubelet: pick('kubelet'), logs: pick('logs') };
}

/** The node with its effective access, paths and node address. */
export const resolveNode = (spec: Pick<ClusterSpec, 'access' | 'storage'>, node: NodeSpec): ResolvedNode => ({
  ...node,
  nodeAddress: node.nodeAddress ?? node.address,
  access: node.access ?? spec.access,
  storage: resolveStorage(spec, node),
  master: node.roles.includes('master'),
  worker: node.roles.includes('worker'),
});

/** The host name that a node has once it is prepared: the spec's, or the one that it was found with, in lower case as kubeadm makes it. */
export const withHostname = (node: ResolvedNode, found: string): NamedNode => ({
  ...node,
  hostname: node.hostname ?? found.trim().toLowerCase(),
});

/** The nodes that run the control plane, in the spec's order; the first one begins. */
export const masters = (spec: ClusterSpec): readonly ResolvedNode[] =>
  spec.nodes.filter((node) => node.roles.includes('master')).map((node) => resolveNode(spec, node));

/** The nodes that join as workers only; a master that is a worker too is among `masters`. */
export const workers = (spec: ClusterSpec): readonly ResolvedNode[] =>
  spec.nodes.filter((node) => !node.roles.includes('master')).map((node) => resolveNode(spec, node));

/** The port that every API server listens on. A load balancer that is not Barque's may take another to the outside. */
export const apiPort = (spec: ClusterSpec): number => (spec.endpoint.kind === 'keepalived' ? spec.endpoint.port : 6443);
