import { z } from 'zod';

// What a cluster is, as its hosts answered. Everything in it comes from hosts: bounded and parsed, never trusted as a name.

const text = z.string().max(300);
/** An etcd member id or revision: 64 bits, which a JSON number does not hold. Ids are hexadecimal, revisions decimal. */
const memberId = z.string().regex(/^[0-9a-f]{1,16}$/);
const revision = z.string().regex(/^\d{1,20}$/);

export const etcdMember = z.strictObject({
  id: memberId,
  /** Empty until the member has started for the first time. */
  name: text,
  peerAddresses: z.array(text).max(10),
  learner: z.boolean(),
});
export type EtcdMember = z.infer<typeof etcdMember>;

/** What one etcd member says of itself, and whom it takes for the members. */
export const etcdView = z.strictObject({
  id: memberId,
  version: text,
  revision,
  /** In bytes. */
  dbSize: z.number().int().min(0),
  leads: z.boolean(),
  /** Whether it knows a leader: without one it has no quorum. */
  hasLeader: z.boolean(),
  learner: z.boolean(),
  /** Unset where it has no quorum to ask. */
  members: z.array(etcdMember).max(50).optional(),
});
export type EtcdView = z.infer<typeof etcdView>;

/** A Node object of Kubernetes. */
export const kubeNode = z.strictObject({ name: text, uid: text, ready: z.boolean(), address: text, version: text });
export type KubeNode = z.infer<typeof kubeNode>;

/** What the API server of one master answered, asked by the master's own address. */
export const apiView = z.discriminatedUnion('kind', [
  /** `uid` is that of the namespace kube-system: which cluster this is. */
  z.strictObject({ kind: z.literal('answers'), uid: text, nodes: z.array(kubeNode) }),
  /** It refuses the administrator's credentials, or its own certificate has expired. */
  z.strictObject({ kind: z.literal('refuses'), said: text }),
  z.strictObject({ kind: z.literal('silent'), said: text }),
]);
export type ApiView = z.infer<typeof apiView>;

export const hostView = z.strictObject({
  /** The spec's name of the host. */
  host: text,
  reached: z.boolean(),
  /** The uid of the Barque cluster that the host is marked with. */
  mark: text.optional(),
  /** Paths that only a member of a cluster has. */
  signs: z.array(text).max(50),
  /** Whether the host keeps the evidence that this cluster was completed. */
  completed: z.boolean(),
  /** Whether kubeadm was started on it for this cluster. */
  kubeadmStarted: z.boolean(),
  machineId: z.string().max(4096).optional(),
  /** Of a master. */
  etcd: etcdView.optional(),
  /** Paths of certificates of a master that are out of their time, by the operator's clock. */
  expired: z.array(text).max(10).optional(),
  api: apiView.optional(),
});
export type HostView = z.infer<typeof hostView>;

/** What was seen of a cluster, all of it asked within one round trip a host. */
export const observed = z.strictObject({
  /** Milliseconds since the epoch, by the operator's clock. */
  at: z.number().int(),
  hosts: z.array(hostView).max(5000),
});
export type Observed = z.infer<typeof observed>;
