import { z } from 'zod';
import { nodeIdentity, type NodeIdentity } from '../model/identity.ts';
import { hostname } from '../model/scalars.ts';
import { clusterSpec, type ClusterSpec } from '../model/spec.ts';

/** The last that was seen of a cluster, which it may never fall behind. */
export const lastSeen = z.strictObject({
  /** Of the namespace kube-system. */
  uid: z.string().max(300),
  /** etcd's revision: it only rises. Decimal, 64 bits. */
  revision: z.string().regex(/^\d{1,20}$/),
});
export type LastSeen = z.infer<typeof lastSeen>;

/**
 * What this workspace knows of its cluster (`cluster-record.json`).
 * - `preparing`: `kubeadm init` was not started yet, and everything may still be corrected.
 * - `founding`: it was started; the cluster may hold data from here on.
 * - `standing`: a run came to its end in success.
 */
export const clusterRecord = z.strictObject({
  schema: z.literal('barque-cluster-record/v1'),
  stage: z.enum(['preparing', 'founding', 'standing']),
  /** The spec's name of the master that the cluster began on. */
  founder: hostname,
  /** In the order in which they became part of the cluster: masters' order never changes with the rows of the spec. */
  nodes: z.array(nodeIdentity).min(1),
  /** The effective spec, with all defaults, as it was last brought about. */
  spec: clusterSpec,
  /** The steps that somebody decided to go on without: the next apply tries them again. */
  left: z.array(z.string().max(300)).max(20_000).optional(),
  seen: lastSeen.optional(),
});
export type ClusterRecord = z.infer<typeof clusterRecord>;

export const identityOf = (record: Pick<ClusterRecord, 'nodes'> | undefined, name: string): NodeIdentity | undefined =>
  record?.nodes.find((node) => node.name === name);

/** The rows of a spec in the order in which the cluster got them; rows that it does not have yet come last. */
export function inRecordedOrder<T extends { readonly name: string }>(
  rows: readonly T[],
  record: Pick<ClusterRecord, 'nodes' | 'founder'> | undefined,
): T[] {
  if (record === undefined) return [...rows];
  const place = new Map(record.nodes.map((node, at) => [node.name, at]));
  const at = ({ name }: T) => (name === record.founder ? -1 : (place.get(name) ?? record.nodes.length));
  return [...rows].sort((a, b) => at(a) - at(b));
}

/** The nodes of a spec that the cluster does not have yet. */
export const joiningIn = (spec: Pick<ClusterSpec, 'nodes'>, record: Pick<ClusterRecord, 'nodes'>): string[] =>
  spec.nodes.map(({ name }) => name).filter((name) => identityOf(record, name)?.joined !== true);
