import { createHash, randomBytes, sign, X509Certificate, type KeyObject } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import {
  bits,
  bytesOf,
  children,
  decode,
  encode,
  explicit,
  implicit,
  integer,
  isTagged,
  octets,
  oid,
  sequence,
  set,
  time,
  utf8,
  yes,
} from './der.ts';
import type { Asn1 } from './der.ts';
import { signatureOf } from './key.ts';

/** A certificate and its private key (PKCS#8), both PEM. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly key: string;
}

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** From a day before `clock`, the earliest clock seen, so that no host finds a certificate not yet valid, to `lifetime` ms after it. */
export const validFor = (lifetime: number, clock: Date): Validity => ({
  notBefore: new Date(clock.getTime() - DAY),
  notAfter: new Date(clock.getTime() + lifetime),
});

const commonNameType = oid('2.5.4.3');
const organizationType = oid('2.5.4.10');

/** A subject. Kubernetes takes the common name as the user and the organizations as the user's groups. */
export const distinguishedName = (commonName: string, organizations: readonly string[] = []): Asn1 =>
  sequence(
    ...organizations.map((group) => set(sequence(organizationType, utf8(group)))),
    set(sequence(commonNameType, utf8(commonName))),
  );

const extension = (id: string, critical: boolean, value: Asn1): Asn1 =>
  sequence(oid(id), ...(critical ? [yes] : []), octets(encode(value)));

const keyUsages = { digitalSignature: 0x80, keyEncipherment: 0x20, keyCertSign: 0x04, cRLSign: 0x02 };
const purposes = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2' };
export type Purpose = keyof typeof purposes;

export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

/** The extensions of RFC 5280 4.2.1 that Barque's certificates carry. */
export const extensions = {
  /** Of an authority, `below` is how many authorities may follow it; without it, any number. */
  basicConstraints: (authority: boolean, below?: number) =>
    extension(
      '2.5.29.19',
      true,
      sequence(...(authority ? [yes] : []), ...(below === undefined ? [] : [integer(Uint8Array.of(below))])),
    ),

  keyUsage: (...usages: (keyof typeof keyUsages)[]) => {
    const flags = usages.reduce((sum, usage) => sum | keyUsages[usage], 0);
    // DER: trailing zero bits of a named bit list are unused.
    return extension('2.5.29.15', true, bits(Uint8Array.of(flags), Math.log2(flags & -flags)));
  },

  extendedKeyUsage: (usages: readonly Purpose[]) =>
    extension('2.5.29.37', false, sequence(...usages.map((usage) => oid(purposes[usage])))),

  subjectAlternativeName: ({ dns, ip }: AlternativeNames) =>
    extension(
      '2.5.29.17',
      false,
      sequence(
        ...dns.map((name) => implicit(2, Buffer.from(name))),
        ...ip.map((text) => implicit(7, Uint8Array.from(ipaddr.parse(text).toByteArray()))),
      ),
    ),

  subjectKeyIdentifier: (key: KeyObject) => extension('2.5.29.14', false, octets(keyIdentifier(key))),
  authorityKeyIdentifier: (identifier: Uint8Array) => extension('2.5.29.35', false, sequence(implicit(0, identifier))),
};

/** A SHA-256 hash of the SubjectPublicKeyInfo (as RFC 7093 2, not SHA-1: FIPS mode bars it), cut to the usual 160 bits. */
export const keyIdentifier = (key: KeyObject): Buffer => createHash('sha256').update(publicKeyInfo(key)).digest().subarray(0, 20);
const publicKeyInfo = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' });

/** A random 128-bit serial number: its first two bits are 01, so it is positive and never short. */
function randomSerial(): Buffer {
  const serial = randomBytes(16);
  serial.writeUInt8((serial.readUInt8() & 0x3f) | 0x40);
  return serial;
}

export interface CertificateContent {
  readonly subject: Asn1;
  readonly issuer: Asn1;
  readonly publicKey: KeyObject;
  readonly validity: Validity;
  readonly extensions: Asn1;
}

/**
 * Makes an X.509 v3 certificate (RFC 5280 4.1), signed natively with the issuer's key.
 * @throws {TypeError} for a key that is neither RSA nor ECDSA of a NIST curve
 */
export function signCertificate(content: CertificateContent, issuerKey: KeyObject): string {
  const algorithm = signatureOf(issuerKey);
  if (!algorithm) throw new TypeError('an authority has an RSA or ECDSA key');
  const toBeSigned = sequence(
    explicit(0, integer(Uint8Array.of(2))),
    integer(randomSerial()),
    algorithm.identifier,
    content.issuer,
    sequence(time(content.validity.notBefore), time(content.validity.notAfter)),
    content.subject,
    decode(publicKeyInfo(content.publicKey)),
    explicit(3, content.extensions),
  );
  const signature = sign(algorithm.hash, encode(toBeSigned), issuerKey);
  return new X509Certificate(encode(sequence(toBeSigned, algorithm.identifier, bits(signature)))).toString();
}

/** The subject and the extensions of a version 3 certificate as DER, to name it as an issuer or to compare it byte by byte. */
export function partsOf(certificate: X509Certificate): { subject: Asn1; extensions: Asn1 } | undefined {
  const toBeSigned = children(children(decode(certificate.raw))[0]);
  const subject = toBeSigned[5];
  const extensions = children(toBeSigned.find((node) => isTagged(node, 3)))[0];
  return subject && extensions && { subject, extensions };
}

/** The value of one of a certificate's extensions, by its dotted identifier. */
export function extensionOf(certificate: X509Certificate, id: string): Asn1 | undefined {
  const all = children(partsOf(certificate)?.extensions).map(children);
  const found = all.find(([name]) => name && encode(name).equals(encode(oid(id))));
  const value = found?.at(-1);
  return value && decode(bytesOf(value));
}
