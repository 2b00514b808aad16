import { createHmac, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { KeyedCertificate } from '../pki/certificate.ts';
import { decode, encode, explicit, integer, nothing, octets, oid, sequence, set, type Asn1 } from '../pki/der.ts';

// RFC 7292. node-forge's own PKCS#12 takes RSA keys only; this one is for every key that OpenSSL knows.

const data = oid('1.2.840.113549.1.7.1');
const shroudedKeyBag = oid('1.2.840.113549.1.12.10.1.2');
const certificateBag = oid('1.2.840.113549.1.12.10.1.3');
const x509Certificate = oid('1.2.840.113549.1.9.22.1');
const sha256 = sequence(oid('2.16.840.1.101.3.4.2.1'), nothing);

/** Rounds of the key derivation, of the key's encryption (OpenSSL's own) and of the integrity code. */
const iterations = 2048;
/** Which of RFC 7292's derived values is the integrity key (appendix B.3). */
const integrityKey = 3;

const number = (value: number): Asn1 => integer(Uint8Array.of(value >> 8, value & 0xff));
const contentInfo = (content: Buffer): Asn1 => sequence(data, explicit(0, octets(content)));

/**
 * A certificate with its key and those that signed it, as browsers and other programs import them. The key is encrypted (PBES2 with
 * AES-256), the whole is protected against changes (HMAC with SHA-256), both by the passphrase.
 */
export function pkcs12({ certificate, key }: KeyedCertificate, chain: readonly string[], passphrase: string): Buffer {
  const encrypted = createPrivateKey(key).export({ type: 'pkcs8', format: 'der', cipher: 'aes-256-cbc', passphrase });
  const bags = [
    sequence(shroudedKeyBag, explicit(0, decode(encrypted)), localKeyId),
    ...[certificate, ...chain].map((pem, i) => {
      const der = octets(new X509Certificate(pem).raw);
      const bag = explicit(0, sequence(x509Certificate, explicit(0, der)));
      return i === 0 ? sequence(certificateBag, bag, localKeyId) : sequence(certificateBag, bag);
    }),
  ];
  const authenticatedSafe = encode(sequence(contentInfo(encode(sequence(...bags)))));
  const salt = randomBytes(16);
  const code = createHmac('sha256', deriveKey(passphrase, salt)).update(authenticatedSafe).digest();
  const integrity = sequence(sequence(sha256, octets(code)), octets(salt), number(iterations));
  return encode(sequence(integer(Uint8Array.of(3)), contentInfo(authenticatedSafe), integrity));
}

/** Says which certificate the key belongs to: an attribute (PKCS#9 localKeyID) that both carry. */
const localKeyId = set(sequence(oid('1.2.840.113549.1.9.21'), set(octets(Uint8Array.of(1)))));

const deriveKey = (passphrase: string, salt: Buffer): Buffer => {
  const bytes = forge.util.createBuffer(salt.toString('latin1'));
  const key = forge.pkcs12.generateKey(passphrase, bytes, integrityKey, iterations, 32, forge.md.sha256.create());
  return Buffer.from(key.getBytes(), 'latin1');
};
