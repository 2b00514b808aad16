import { z } from 'zod';
import { X509Certificate } from 'node:crypto';
import type { WantedLeaf } from '../../../shared/certificates/wanted-leaves.ts';
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
import { lasting } from './identities.ts';
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
  readonly leaves: readonly WantedLeaf[];
  /** How all of it is made; unless told otherwise RSA keys of 2048 bits, authorities for ten years, leaves for one. */
  readonly policy?: Policy;
  /** The company's authority above the cluster's own. `read` is asked only where authorities are to be made. */
  readonly parent?: { readonly certificate: string; readonly read: () => Promise<Authority> } | undefined;
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
 *   are left of them, or when each of them says.
 * - What is there and no longer wanted is kept.
 *
 * `clock` is the operator's. Store the result safely before any of it leaves this machine.
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
  for (const role of ['etcd', 'kubernetes', 'front-proxy', 'serviceAccount'] as const) {
    keep(authorityNames[role], authorities[role]);
  }
  if (parent) result.certificates[kubernetesAnchor] ??= selfSigned(authorities.kubernetes);
  signal?.throwIfAborted();

  const { clusterName: cluster, endpoint: server } = wanted;
  /** `ca` is what its kubeconfig trusts the API by, where it has one. */
  const ensureLeaf = async ({ names, signer, identity, anew }: MadeLeaf, ca: string): Promise<void> => {
    const { certificate = '', key = '' } = kept(names);
    const old = { certificate, key };
    const asKept = anew === 'never' && certificate !== '' && key !== '';
    const current = asKept || isCurrent(old, authorities[signer], identity, clock);
    const leaf = current ? old : await issue(authorities[signer], identity, clock, policy.algorithm);
    keep(names, leaf);
    if (!names.kubeconfig) return;
    result.secrets[names.kubeconfig] = kubeconfig({ cluster, server, ca, user: identity.commonName, ...leaf });
  };
  const anchor = anchorOf(result.certificates) ?? authorities.kubernetes.certificate;
  await Promise.all(wanted.leaves.map((leaf) => ensureLeaf(lastingLeaf(leaf, policy), anchor)));
  return result;
}

interface MadeLeaf extends Omit<WantedLeaf, 'identity'> {
  readonly identity: Identity;
}

function lastingLeaf({ identity, ...leaf }: WantedLeaf, { validity }: Policy): MadeLeaf {
  const { lifetime, margin } = lasting(validity.leaves);
  return { ...leaf, identity: { ...identity, lifetime, margin: leaf.anew === 'when-ended' ? 0 : margin } };
}

/** A cluster's authorities keep their parent, by its name and key; its certificate may have been renewed. */
function refuseOtherParent(authorities: Authorities, parentPem: string | undefined): void {
  const parent = parentPem === undefined ? undefined : parentCertificate(parentPem);
  for (const role of ['etcd', 'kubernetes', 'front-proxy'] as const) {
    const own = new X509Certificate(authorities[role].certificate);
    const issuer = parent ?? own;
    if (own.checkIssued(issuer) && own.verify(issuer.publicKey)) continue;
    const found = { authority: authorityNames[role].certificate, issuer: issuerText(own) };
    throw new ProblemError(problem('pki.parent-changed', { ...found, wanted: parent ? subjectText(parent) : '' }));
  }
}
