import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { KeyAlgorithm } from '../../../shared/model/spec.ts';
import { nothing, oid, sequence, type Asn1 } from './der.ts';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const generate = promisify(generateKeyPair);

const kinds: Record<KeyAlgorithm, () => Promise<KeyPair>> = {
  'rsa-2048': () => generate('rsa', { modulusLength: 2048 }),
  'rsa-3072': () => generate('rsa', { modulusLength: 3072 }),
  'rsa-4096': () => generate('rsa', { modulusLength: 4096 }),
  'ecdsa-p256': () => generate('ec', { namedCurve: 'P-256' }),
  'ecdsa-p384': () => generate('ec', { namedCurve: 'P-384' }),
};

/** A new key, made on a thread of its own: several asked for at once use several cores. */
export const newKeyPair = (algorithm: KeyAlgorithm): Promise<KeyPair> => kinds[algorithm]();

/** How a key signs: the hash, and the algorithm's name in a certificate. */
export interface SignatureAlgorithm {
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  readonly identifier: Asn1;
}

// RFC 4055 5 and RFC 5758 3.2: RSA has a NULL for parameters, ECDSA has none
const rsa: SignatureAlgorithm = { hash: 'sha256', identifier: sequence(oid('1.2.840.113549.1.1.11'), nothing) };
const curves = new Map<string | undefined, SignatureAlgorithm>([
  ['prime256v1', { hash: 'sha256', identifier: sequence(oid('1.2.840.10045.4.3.2')) }],
  ['secp384r1', { hash: 'sha384', identifier: sequence(oid('1.2.840.10045.4.3.3')) }],
  ['secp521r1', { hash: 'sha512', identifier: sequence(oid('1.2.840.10045.4.3.4')) }],
]);

/** With what a key signs, by its kind: a hash as strong as the key. Undefined for keys that Kubernetes' components may not know. */
export const signatureOf = (key: KeyObject): SignatureAlgorithm | undefined =>
  key.asymmetricKeyType === 'rsa' ? rsa : curves.get(key.asymmetricKeyDetails?.namedCurve);

export const privatePem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
export const publicPem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
