import { createPrivateKey, createPublicKey, X509Certificate, type KeyObject } from 'node:crypto';
import type { KeyAlgorithm } from '../../../shared/model/spec.ts';
import { distinguishedName, extensionOf, extensions, keyIdentifier, partsOf, signCertificate } from './certificate.ts';
import type { KeyedCertificate, Validity } from './certificate.ts';
import { bytesOf, sequence, type Asn1 } from './der.ts';
import { newKeyPair, privatePem } from './key.ts';

/** A certificate that signs others, and its key. */
export type Authority = KeyedCertificate;

export interface AuthorityContent {
  readonly commonName: string;
  readonly validity: Validity;
  readonly algorithm?: KeyAlgorithm;
}

/** Makes an authority: signed by its parent, below which it is the last one and which it does not outlive, or by itself. */
export async function createAuthority(content: AuthorityContent, parent?: Authority): Promise<Authority> {
  const { publicKey, privateKey } = await newKeyPair(content.algorithm ?? 'rsa-2048');
  const subject = distinguishedName(content.commonName);
  const key = privatePem(privateKey);
  const own = authorityExtensions(publicKey);
  if (!parent)
    return {
      certificate: signCertificate({ ...content, subject, issuer: subject, publicKey, extensions: own }, privateKey),
      key,
    };
  const issuer = new X509Certificate(parent.certificate);
  const certificate = signCertificate(
    {
      subject,
      issuer: subjectOf(issuer),
      publicKey,
      validity: within(content.validity, issuer),
      extensions: authorityExtensions(publicKey, { below: 0, issuer }),
    },
    createPrivateKey(parent.key),
  );
  return { certificate, key };
}

/**
 * The same authority, signed by itself: the same name and key, so that it vouches for the same leaves. For programs that take only
 * a self-signed certificate for an anchor (OpenSSL without partial chains: Python before 3.13, Node), without a word of the parent.
 */
export function selfSigned(authority: Authority): string {
  const { validFrom, validTo } = new X509Certificate(authority.certificate);
  const subject = subjectOf(new X509Certificate(authority.certificate));
  const privateKey = createPrivateKey(authority.key);
  const publicKey = createPublicKey(privateKey);
  const validity = { notBefore: new Date(validFrom), notAfter: new Date(validTo) };
  return signCertificate(
    { subject, issuer: subject, publicKey, validity, extensions: authorityExtensions(publicKey) },
    privateKey,
  );
}

/** An authority's name as its certificates repeat it. */
export function subjectOf(authority: X509Certificate): Asn1 {
  const subject = partsOf(authority)?.subject;
  if (!subject) throw new TypeError('an authority is a version 3 certificate');
  return subject;
}

/** The identifier of an authority's key: the one that it states (whoever made it chose how), else the usual one. */
export function keyIdentifierOf(authority: X509Certificate): Buffer {
  const stated = extensionOf(authority, '2.5.29.14');
  return stated ? bytesOf(stated) : keyIdentifier(authority.publicKey);
}

/** What is signed ends with its issuer at the latest. */
export function within({ notBefore, notAfter }: Validity, issuer: X509Certificate): Validity {
  const end = new Date(issuer.validTo);
  return { notBefore, notAfter: notAfter < end ? notAfter : end };
}

const authorityExtensions = (publicKey: KeyObject, above?: { readonly below: number; readonly issuer: X509Certificate }): Asn1 =>
  sequence(
    extensions.basicConstraints(true, above?.below),
    extensions.keyUsage('digitalSignature', 'keyCertSign', 'cRLSign'),
    extensions.subjectKeyIdentifier(publicKey),
    ...(above ? [extensions.authorityKeyIdentifier(keyIdentifierOf(above.issuer))] : []),
  );
