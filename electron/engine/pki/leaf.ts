import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { KeyAlgorithm } from '../../../shared/model/spec.ts';
import { keyIdentifierOf, subjectOf as authorityName, within, type Authority } from './authority.ts';
import { extensions, distinguishedName, partsOf, signCertificate, validFor } from './certificate.ts';
import type { AlternativeNames, KeyedCertificate, Purpose } from './certificate.ts';
import { encode, sequence, type Asn1 } from './der.ts';
import { newKeyPair, privatePem } from './key.ts';

/** Whom a certificate names, what it is for, and how long. */
export interface Identity {
  readonly commonName: string;
  readonly organizations?: readonly string[];
  readonly sans: AlternativeNames;
  readonly purposes: readonly [Purpose, ...Purpose[]];
  /** Milliseconds from the operator's clock to the end. */
  readonly lifetime: number;
  /** Milliseconds that must be left for the certificate to be kept. */
  readonly margin: number;
}

const subjectOf = (identity: Identity): Asn1 => distinguishedName(identity.commonName, identity.organizations);

const extensionsOf = (identity: Identity, publicKey: KeyObject, issuer: X509Certificate): Asn1 =>
  sequence(
    extensions.basicConstraints(false),
    // RFC 5480 3: only an RSA key enciphers keys
    extensions.keyUsage('digitalSignature', ...(publicKey.asymmetricKeyType === 'rsa' ? (['keyEncipherment'] as const) : [])),
    extensions.extendedKeyUsage(identity.purposes),
    // RFC 5280 4.2.1.6: if the extension is there, it holds at least one name.
    ...(identity.sans.dns.length + identity.sans.ip.length > 0 ? [extensions.subjectAlternativeName(identity.sans)] : []),
    extensions.subjectKeyIdentifier(publicKey),
    extensions.authorityKeyIdentifier(keyIdentifierOf(issuer)),
  );

/**
 * Makes a key and a certificate for it, signed by `authority`, which it does not outlive. `clock` is the operator's.
 */
export async function issue(
  authority: Authority,
  identity: Identity,
  clock: Date,
  algorithm: KeyAlgorithm = 'rsa-2048',
): Promise<KeyedCertificate> {
  const issuer = new X509Certificate(authority.certificate);
  const { publicKey, privateKey } = await newKeyPair(algorithm);
  const certificate = signCertificate(
    {
      subject: subjectOf(identity),
      issuer: authorityName(issuer),
      publicKey,
      validity: within(validFor(identity.lifetime, clock), issuer),
      extensions: extensionsOf(identity, publicKey, issuer),
    },
    createPrivateKey(authority.key),
  );
  return { certificate, key: privatePem(privateKey) };
}

/**
 * Whether a certificate can stay: `issue` would make the same but for the key, it is signed by `authority`,
 * valid at `clock`, and for the identity's margin after it or as long as its authority.
 */
export function isCurrent(leaf: KeyedCertificate, authority: Authority, identity: Identity, clock: Date): boolean {
  try {
    const certificate = new X509Certificate(leaf.certificate);
    const privateKey = createPrivateKey(leaf.key);
    const issuer = new X509Certificate(authority.certificate);
    const parts = partsOf(certificate);
    const expected = extensionsOf(identity, createPublicKey(privateKey), issuer);
    const end = Date.parse(certificate.validTo);
    return (
      parts !== undefined &&
      encode(parts.subject).equals(encode(subjectOf(identity))) &&
      encode(parts.extensions).equals(encode(expected)) &&
      certificate.checkPrivateKey(privateKey) &&
      certificate.checkIssued(issuer) &&
      certificate.verify(issuer.publicKey) &&
      Date.parse(certificate.validFrom) <= clock.getTime() &&
      end > clock.getTime() &&
      (end - clock.getTime() >= identity.margin || end === Date.parse(issuer.validTo))
    );
  } catch {
    return false; // What cannot be read is made again.
  }
}
