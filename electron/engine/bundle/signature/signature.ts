import { type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { isPublicKey, keyOf, type PublicKey, publicKeyOf } from './keys.ts';

/** `barque.json.sig` is always as long, so that a bundle in one file can be signed where it lies. In bytes. */
export const signatureSize = 4096;

const signatures = z.strictObject({
  schema: z.literal('barque-signature/v1'),
  signatures: z
    .array(
      z.strictObject({
        key: z.string().refine(isPublicKey),
        /** Ed25519 (RFC 8032) over the bytes of `barque.json`, in base64. */
        signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/),
      }),
    )
    .max(16),
});
type Signatures = z.infer<typeof signatures>;

/** `barque.json.sig` with nothing signed yet. */
export const noSignatures = (): Buffer => written({ schema: 'barque-signature/v1', signatures: [] });

/** Signatures at the length that they must have; none where there are none. @throws {ProblemError} `bundle.manifest-invalid` */
export const padded = (present: Buffer | undefined, path: string): Buffer => written(read(present, path));

/** Adds a key's signature of a manifest to those that there are. @param path of the signatures, for a problem */
export function withSignature(manifest: Buffer, present: Buffer | undefined, key: KeyObject, path: string): Buffer {
  const its = { key: publicKeyOf(key), signature: sign(null, manifest, key).toString('base64') };
  const { signatures: others } = read(present, path);
  return written({
    schema: 'barque-signature/v1',
    signatures: [...others.filter((one) => one.key !== its.key), its].toSorted((a, b) => (a.key < b.key ? -1 : 1)),
  });
}

/**
 * The keys that signed a manifest; none where it is not signed.
 * @throws {ProblemError} `bundle.signature-wrong` where one of the signatures is of something else: then the manifest was changed
 */
export function signersOf(manifest: Buffer, present: Buffer | undefined, path: string): PublicKey[] {
  const { signatures: all } = read(present, path);
  for (const { key, signature } of all)
    if (!verify(null, manifest, keyOf(key), Buffer.from(signature, 'base64')))
      throw new ProblemError(problem('bundle.signature-wrong', { path, key }));
  return all.map(({ key }) => key);
}

function read(bytes: Buffer | undefined, path: string): Signatures {
  if (!bytes) return { schema: 'barque-signature/v1', signatures: [] };
  let value: unknown;
  try {
    value = JSON.parse(bytes.subarray(0, signatureSize).toString('utf8'));
  } catch {
    value = undefined;
  }
  const { data } = signatures.safeParse(value);
  if (data) return data;
  throw new ProblemError(problem('bundle.manifest-invalid', { path, issues: ['not a list of signatures'] }));
}

function written(document: Signatures): Buffer {
  const bytes = Buffer.alloc(signatureSize, ' ');
  const text = `${JSON.stringify(document)}\n`;
  if (text.length > signatureSize) throw new RangeError('too many signatures');
  bytes.write(text);
  return bytes;
}
