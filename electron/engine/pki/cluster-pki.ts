import { z } from 'zod';
import { X509Certificate } from 'node:crypto';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import {
  authorityNames,
  createAuthorities,
  defaultPolicy,
  keptAuthorities,
  type Authorities,
  type KeptPair,
  type Policy,
} from './authorities.ts';
import { selfSigned, type Authority } from './authority.ts';
import type { KeyedCertificate } from './certificate.ts';
import { admin, etcdClient, etcdMember, joining, kubelet, lasting, type EtcdHost } from './identities.ts';
import { issuerText, subjectText } from './inspect.ts';
import { kubeconfig } from './kubeconfig.ts';
import { parentCertificate } from './parent.ts';
import { isCurrent, issue, type Identity } from './leaf.ts';
import { kubernetesAnchor, pkiNames, type PairNames } from '../../../shared/model/pki-names.ts';

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
  /** What the masters have below /etc/kubernetes/pki. */
  readonly placed?: readonly PlacedMaterial[];
  /** How all of it is made; unless told otherwise RSA keys of 2048 bits, authorities for ten years, leaves for one. */
  readonly policy?: Policy;
  /** The company's authority above the cluster's own. `read` is asked only where authorities are to be made. */
  readonly parent?: { readonly certificate: string; readonly read: () => Promise<Authority> } | undefined;
}

/** A leaf that lies on a node. Once it is there it is renewed with its node, so what is kept stays unless the node is being set up. */
export interface PlacedMaterial {
  readonly names: PairNames;
  readonly authority: Signer;
  readonly identity: Pick<Identity, 'commonName' | 'organizations' | 'sans' | 'purposes'>;
  readonly settingUp: boolean;
}

type Signer = Exclude<keyof Authorities, 'serviceAccount'>;

interface WantedLeaf {
  readonly names: PairNames;
  readonly authority: Signer;
  readonly identity: Identity;
  /** Whatever is kept is right. */
  readonly asKept?: boolean;
}

function wantedLeaves({ masters, nodes, kubelets, placed = [], policy = defaultPolicy }: WantedPki): WantedLeaf[] {
  const leaf = (names: PairNames, authority: Signer, identity: PlacedMaterial['identity']): WantedLeaf => {
    return { names, authority, identity: { ...identity, ...lasting(policy.validity.leaves) } };
  };
  // a new one restarts its member, and a deployment would restart all of them: until it has ended that is the renewal's to do
  const ofEtcd = (names: PairNames, identity: Identity): WantedLeaf => {
    const wanted = leaf(names, 'etcd', identity);
    return { ...wanted, identity: { ...wanted.identity, margin: 0 } };
  };
  return [
    ...masters.flatMap((host) => [
      ofEtcd(pkiNames.etcdServer(host.name), etcdMember(host)),
      ofEtcd(pkiNames.etcdPeer(host.name), etcdMember(host)),
    ]),
    ...(masters.length > 0 ? [ofEtcd(pkiNames.etcdClient, etcdClient)] : []),
    leaf(pkiNames.admin, 'kubernetes', admin),
    ...kubelets.map(({ name, hostname }) => leaf(pkiNames.kubelet(name), 'kubernetes', kubelet(hostname))),
    ...placed.map(({ names, authority, identity, settingUp }) => ({ ...leaf(names, authority, identity), asKept: !settingUp })),
    ...nodes.map(({ name }): WantedLeaf => ({ names: pkiNames.join(name), authority: 'kubernetes', identity: joining(name) })),
  ];
}

/**
 * What somebody outside of the nodes is to trust the API by: the cluster's authority, or where that was signed by the company's,
 * its self-signed twin, which every program takes for an anchor.
 */
export const anchorOf = (certificates: Readonly<Record<string, string>>): string | undefined =>
  certificates[kubernetesAnchor] ?? certificates[pkiNames.kubernetesAuthority.certificate];

/**
 * Completes a cluster's PKI: what is there and still right stays as it is, so that the same input gives the same output.
 * - Authorities are made if there is none at all; a damaged or outdated one is a `ProblemError` (pki.authority-*).
 * - Authorities that somebody else signed than `parent` (nobody else, without one) are a `ProblemError` (pki.parent-changed).
 * - Leaves are made again when their names, purposes or authority changed, or less than 30 days or a third of their life
 *   (join credentials: 90 minutes) are left of them; etcd's when they have ended, since the renewal changes them member by member.
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

  const { policy = defaultPolicy, parent } = wanted;
  const before = keptAuthorities(kept, clock);
  if (before) refuseOtherParent(before, parent?.certificate);
  const authorities = before ?? (await createAuthorities(clock, policy, await parent?.read()));
  for (const role of ['etcd', 'kubernetes', 'frontProxy', 'serviceAccount'] as const) {
    keep(authorityNames[role], authorities[role]);
  }
  if (parent) result.certificates[kubernetesAnchor] ??= selfSigned(authorities.kubernetes);
  signal?.throwIfAborted();

  const ensureLeaf = async ({ names, authority, identity, asKept = false }: WantedLeaf): Promise<void> => {
    const { certificate = '', key = '' } = kept(names);
    const old = { certificate, key };
    const current = (asKept && certificate !== '' && key !== '') || isCurrent(old, authorities[authority], identity, clock);
    const leaf = current ? old : await issue(authorities[authority], identity, clock, policy.algorithm);
    keep(names, leaf);
    if (!names.kubeconfig) return;
    const { clusterName: cluster, endpoint: server } = wanted;
    // kubeadm makes its trust anchor of a join credential's, so a joining node gets what the masters have
    const ca =
      names.kubeconfig === pkiNames.admin.kubeconfig ? anchorOf(result.certificates) : authorities[authority].certificate;
    if (ca === undefined) throw new Error('the authority was kept above');
    result.secrets[names.kubeconfig] = kubeconfig({ cluster, server, ca, user: identity.commonName, ...leaf });
  };
  await Promise.all(wantedLeaves(wanted).map(ensureLeaf));
  return result;
}

/** A cluster's authorities keep their parent, by its name and key; its certificate may have been renewed. */
function refuseOtherParent(authorities: Authorities, parentPem: string | undefined): void {
  const parent = parentPem === undefined ? undefined : parentCertificate(parentPem);
  for (const role of ['etcd', 'kubernetes', 'frontProxy'] as const) {
    const own = new X509Certificate(authorities[role].certificate);
    const issuer = parent ?? own;
    if (own.checkIssued(issuer) && own.verify(issuer.publicKey)) continue;
    const found = { authority: authorityNames[role].certificate, issuer: issuerText(own) };
    throw new ProblemError(problem('pki.parent-changed', { ...found, wanted: parent ? subjectText(parent) : '' }));
  }
}
