import { z } from 'zod';
import { authorityNames, createAuthorities, keptAuthorities, type KeptPair } from './authorities.ts';
import type { KeyedCertificate } from './certificate.ts';
import { admin, etcdClient, etcdMember, joining, kubelet, type EtcdHost } from './identities.ts';
import { kubeconfig } from './kubeconfig.ts';
import { isCurrent, issue, type Identity } from './leaf.ts';
import { pkiNames, type PairNames } from '../../../shared/model/pki-names.ts';

/** All of a cluster's certificates and keys, by the names in names.ts. `secrets` belongs into the vault and nowhere else. */
export const clusterPki = z.strictObject({
  /** PEM; public. */
  certificates: z.record(z.string(), z.string()),
  /** PEM keys, and kubeconfigs, which hold keys. */
  secrets: z.record(z.string(), z.string()),
});
export type ClusterPki = z.infer<typeof clusterPki>;

export interface WantedPki {
  readonly clusterName: string;
  /** The API's URL, such as https://10.0.0.100:6443. */
  readonly endpoint: string;
  /** The hosts of an external etcd, by their names in the spec; none if kubeadm runs etcd. */
  readonly masters: readonly (EtcdHost & { readonly name: string })[];
  /** The nodes that are to join (workers and masters), by their names in the spec: each gets a join credential of two hours. */
  readonly nodes: readonly { readonly name: string }[];
  /** The masters whose kubelets get their certificate with the join, by their names in the spec. */
  readonly kubelets: readonly { readonly name: string; readonly hostname: string }[];
}

interface WantedLeaf {
  readonly names: PairNames;
  readonly authority: 'etcd' | 'kubernetes';
  readonly identity: Identity;
}

const wantedLeaves = ({ masters, nodes, kubelets }: WantedPki): WantedLeaf[] => [
  ...masters.flatMap((host): WantedLeaf[] => [
    { names: pkiNames.etcdServer(host.name), authority: 'etcd', identity: etcdMember(host) },
    { names: pkiNames.etcdPeer(host.name), authority: 'etcd', identity: etcdMember(host) },
  ]),
  ...(masters.length > 0 ? [{ names: pkiNames.etcdClient, authority: 'etcd', identity: etcdClient } as const] : []),
  { names: pkiNames.admin, authority: 'kubernetes', identity: admin },
  ...kubelets.map(({ name, hostname }): WantedLeaf => ({
    names: pkiNames.kubelet(name),
    authority: 'kubernetes',
    identity: kubelet(hostname),
  })),
  ...nodes.map(({ name }): WantedLeaf => ({ names: pkiNames.join(name), authority: 'kubernetes', identity: joining(name) })),
];

/**
 * Completes a cluster's PKI: what is there and still right stays as it is, so that the same input gives the same output.
 * - Authorities are made if there is none at all; a damaged or outdated one is a `ProblemError` (pki.authority-*).
 * - Leaves are made again when their names, purposes or authority changed, or less than 30 days (join credentials: 90 minutes)
 *   are left of them.
 * - What is there and no longer wanted is kept.
 *
 * `clock` is the earliest clock seen on any host. Store the result safely before any of it leaves this machine.
 */
export async function ensurePki(
  existing: ClusterPki | undefined,
  wanted: WantedPki,
  clock: Date,
  signal?: AbortSignal,
): Promise<ClusterPki> {
  signal?.throwIfAborted();
  const result: ClusterPki = { certificates: { ...existing?.certificates }, secrets: { ...existing?.secrets } };
  const kept = (names: PairNames): KeptPair => ({
    certificate: result.certificates[names.certificate],
    key: result.secrets[names.key],
  });
  const keep = (names: PairNames, made: KeyedCertificate) => {
    result.certificates[names.certificate] = made.certificate;
    result.secrets[names.key] = made.key;
  };

  const authorities = keptAuthorities(kept, clock) ?? (await createAuthorities(clock));
  for (const role of ['etcd', 'kubernetes', 'frontProxy', 'serviceAccount'] as const) {
    keep(authorityNames[role], authorities[role]);
  }
  signal?.throwIfAborted();

  const ensureLeaf = async ({ names, authority, identity }: WantedLeaf): Promise<void> => {
    const { certificate = '', key = '' } = kept(names);
    const old = { certificate, key };
    const current = isCurrent(old, authorities[authority], identity, clock);
    const leaf = current ? old : await issue(authorities[authority], identity, clock);
    keep(names, leaf);
    if (!names.kubeconfig) return;
    const { clusterName: cluster, endpoint: server } = wanted;
    const ca = authorities[authority].certificate;
    result.secrets[names.kubeconfig] = kubeconfig({ cluster, server, ca, user: identity.commonName, ...leaf });
  };
  await Promise.all(wantedLeaves(wanted).map(ensureLeaf));
  return result;
}
