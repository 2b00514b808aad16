import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import type { KeyAlgorithm } from '../../../shared/model/spec.ts';
import type { AuthorityFault } from '../../../shared/problems/pki.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { createAuthority, type Authority } from './authority.ts';
import { DAY, validFor, type KeyedCertificate } from './certificate.ts';
import { newKeyPair, privatePem, publicPem } from './key.ts';
import { pkiNames, type PairNames } from '../../../shared/model/pki-names.ts';

/** A certificate and a key as they are found: either may be missing. */
export interface KeptPair {
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

/** What a cluster's trust hangs on. Made once, before anything is deployed, and never again. */
export interface Authorities {
  readonly etcd: Authority;
  readonly kubernetes: Authority;
  readonly 'front-proxy': Authority;
  /** Signs service account tokens: `certificate` is the public key, PEM. */
  readonly serviceAccount: KeyedCertificate;
}

export const authorityNames: Readonly<Record<keyof Authorities, PairNames>> = {
  etcd: pkiNames.etcdAuthority,
  kubernetes: pkiNames.kubernetesAuthority,
  'front-proxy': pkiNames.frontProxyAuthority,
  serviceAccount: pkiNames.serviceAccount,
};

/** How a cluster's certificates are made. */
export interface Policy {
  readonly algorithm: KeyAlgorithm;
  /** In days. */
  readonly validity: { readonly authorities: number; readonly leaves: number };
}
export const defaultPolicy: Policy = { algorithm: 'rsa-2048', validity: { authorities: 3650, leaves: 365 } };

/** Makes all of them, below `parent` if there is one, valid from `clock`, the earliest clock seen, on. */
export async function createAuthorities(clock: Date, policy = defaultPolicy, parent?: Authority): Promise<Authorities> {
  const { algorithm } = policy;
  const validity = validFor(policy.validity.authorities * DAY, clock);
  const authority = (commonName: string) => createAuthority({ commonName, validity, algorithm }, parent);
  const [etcd, kubernetes, frontProxy, tokens] = await Promise.all([
    authority('etcd-ca'),
    authority('kubernetes'),
    authority('front-proxy-ca'),
    newKeyPair(algorithm),
  ]);
  const serviceAccount = { certificate: publicPem(tokens.publicKey), key: privatePem(tokens.privateKey) };
  return { etcd, kubernetes, 'front-proxy': frontProxy, serviceAccount };
}

/**
 * The authorities that a cluster has; undefined if it has none at all. One that is damaged or not valid at `clock` is a
 * `ProblemError`, never a reason to make a new one: a standing cluster would be locked out.
 */
export function keptAuthorities(kept: (names: PairNames) => KeptPair, clock: Date): Authorities | undefined {
  const all = Object.values(authorityNames).map(kept);
  if (all.every(({ certificate, key }) => certificate === undefined && key === undefined)) return undefined;
  const sound = (names: PairNames) => soundAuthority(names.certificate, kept(names), clock);
  return {
    etcd: sound(authorityNames.etcd),
    kubernetes: sound(authorityNames.kubernetes),
    'front-proxy': sound(authorityNames['front-proxy']),
    serviceAccount: soundKeys(authorityNames.serviceAccount.certificate, kept(authorityNames.serviceAccount)),
  };
}

const unusable = (authority: string, fault: AuthorityFault) =>
  new ProblemError(problem('pki.authority-unusable', { authority, fault }));

/** Reads both halves with `read`, which answers whether they belong together. */
function both(
  name: string,
  { certificate, key }: KeptPair,
  belong: (certificate: string, key: string) => boolean,
): KeyedCertificate {
  if (certificate === undefined || key === undefined) throw unusable(name, 'incomplete');
  let match: boolean;
  try {
    match = belong(certificate, key);
  } catch {
    throw unusable(name, 'unreadable');
  }
  if (!match) throw unusable(name, 'mismatch');
  return { certificate, key };
}

const certified = (name: string, kept: KeptPair): KeyedCertificate =>
  both(name, kept, (certificate, key) => new X509Certificate(certificate).checkPrivateKey(createPrivateKey(key)));

/** Refuses keys that are missing or another cluster's, whatever the day. @throws {ProblemError} `pki.authority-unusable` */
export function refuseForeignKeys(kept: (names: PairNames) => KeptPair): void {
  for (const [which, names] of Object.entries(authorityNames))
    (which === 'serviceAccount' ? soundKeys : certified)(names.certificate, kept(names));
}

function soundAuthority(name: string, kept: KeptPair, clock: Date): Authority {
  const authority = certified(name, kept);
  const { validFrom, validTo } = new X509Certificate(authority.certificate);
  const [notBefore, notAfter] = [new Date(validFrom), new Date(validTo)];
  if (clock < notBefore || clock > notAfter) {
    const dates = { notBefore: notBefore.toISOString(), notAfter: notAfter.toISOString(), clock: clock.toISOString() };
    throw new ProblemError(problem('pki.authority-out-of-date', { authority: name, ...dates }));
  }
  return authority;
}

const soundKeys = (name: string, kept: KeptPair): KeyedCertificate =>
  both(name, kept, (publicKey, key) => createPublicKey(publicKey).equals(createPublicKey(createPrivateKey(key))));
