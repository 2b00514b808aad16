import { z } from 'zod';
import { appliedObject } from './applied-object.ts';
import type { PracticeCluster } from './cluster.ts';
import { Etcd } from './etcd/etcd.ts';
import { KubeStore } from './etcd/kube-store.ts';

const hex = z.string().regex(/^[0-9a-f]{1,16}$/);

/** An etcd with all that is stored in it. */
export const savedEtcd = z.strictObject({
  key: z.string(),
  id: hex,
  token: z.string(),
  born: z.array(hex),
  served: z.boolean(),
  leader: hex.optional(),
  term: z.number(),
  members: z.array(
    z.strictObject({
      id: hex,
      name: z.string(),
      peerUrls: z.array(z.string()),
      clientUrls: z.array(z.string()),
      learner: z.boolean(),
    }),
  ),
  revision: z.number(),
  nodes: z.array(
    z.strictObject({
      name: z.string(),
      uid: z.string(),
      machine: z.string(),
      registered: z.number(),
      controlPlane: z.boolean(),
      version: z.string(),
      labels: z.record(z.string(), z.string()),
      taints: z.array(z.strictObject({ key: z.string(), value: z.string().optional(), effect: z.string() })),
    }),
  ),
  objects: z.array(z.strictObject({ object: appliedObject, uid: z.string(), since: z.number() })),
});
export type SavedEtcd = z.infer<typeof savedEtcd>;

/** Every etcd of a harbour, as JSON has it. */
export const savedEtcdsOf = ({ etcds }: PracticeCluster) =>
  [...etcds.values()].map((etcd) => ({
    key: etcd.key,
    id: etcd.id,
    token: etcd.token,
    born: [...etcd.born],
    served: etcd.served,
    ...(etcd.leader === undefined ? {} : { leader: etcd.leader }),
    term: etcd.term,
    members: etcd.members.map((member) => ({ ...member, peerUrls: [...member.peerUrls], clientUrls: [...member.clientUrls] })),
    revision: etcd.store.revision,
    nodes: [...etcd.store.nodes.values()].map((node) => ({ ...node, labels: { ...node.labels }, taints: [...node.taints] })),
    objects: [...etcd.store.objects],
  }));

/** Puts an etcd back as it was kept. */
export function restoreEtcd(cluster: PracticeCluster, { members, revision, nodes, objects, ...state }: SavedEtcd): void {
  const store = new KubeStore(revision);
  for (const node of nodes) store.restoreNode(node);
  for (const kept of objects) store.restore(kept);
  cluster.etcds.set(state.key, new Etcd(state, members, store));
}
