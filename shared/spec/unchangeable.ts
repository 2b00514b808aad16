import { z } from 'zod';
import type { ClusterSpec } from '../model/spec.ts';
import { problem, type Problem } from '../problems/problem.ts';

/** What a cluster was built with and cannot be given otherwise later: paths of the spec and their values. */
export const unchangeable = z.strictObject({
  name: z.string(),
  'network.podSubnet': z.string(),
  'network.serviceSubnet': z.string(),
  'network.dnsDomain': z.string(),
  'etcd.topology': z.string(),
  'kubernetes.version': z.string(),
  endpoint: z.string(),
  /** Clusters that were built before there was a choice have RSA keys of 2048 bits. */
  'etcd.files': z.string().default('standard'),
  'certificates.algorithm': z.string().default('rsa-2048'),
});
export type Unchangeable = z.infer<typeof unchangeable>;

/** The unchangeable part of a spec, to be kept when the cluster is first built. */
export const unchangeableOf = (spec: ClusterSpec): Unchangeable => ({
  name: spec.name,
  'network.podSubnet': spec.network.podSubnet,
  'network.serviceSubnet': spec.network.serviceSubnet,
  'network.dnsDomain': spec.network.dnsDomain,
  'etcd.topology': spec.etcd.topology,
  'kubernetes.version': spec.kubernetes.version,
  endpoint: `${spec.endpoint.address}:${spec.endpoint.port}`,
  'etcd.files': spec.etcd.files,
  'certificates.algorithm': spec.certificates.algorithm,
});

/** What could be changed in a cluster that stands, but not by an apply of this version. */
const notYet: ReadonlySet<string> = new Set<keyof Unchangeable>(['kubernetes.version', 'endpoint']);

/** A `spec.cannot-change` for each thing that the spec now wants otherwise than the cluster was built. */
export function cannotChange(was: Unchangeable, spec: ClusterSpec): Problem[] {
  const wanted = Object.entries(unchangeableOf(spec));
  const built = new Map(Object.entries(was));
  return wanted.flatMap(([path, now]) => {
    const before = built.get(path) ?? now;
    if (before === now) return [];
    const way = notYet.has(path) ? 'change-back' : 'new-cluster';
    return [problem('spec.cannot-change', { path, was: before, wanted: now, way })];
  });
}
