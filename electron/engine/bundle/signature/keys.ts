import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { open, readFile } from 'node:fs/promises';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { refuseUnlessOwnerOnly } from '../../vault/owner-only.ts';
import { reasonOf, writeDurably } from '../../workspace/durable-file.ts';

/** A public key as people hand it on: `ed25519:` and its 32 bytes in base64url. */
export type PublicKey = string;

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in a SubjectPublicKeyInfo. */
const prefix = Buffer.from('302a300506032b6570032100', 'hex');
const form = /^ed25519:[A-Za-z0-9_-]{43}$/;
const largest = 64 * 1024;

export const isPublicKey = (text: string): boolean => form.test(text);

export function publicKeyOf(key: KeyObject): PublicKey {
  const der = (key.type === 'private' ? createPublicKey(key) : key).export({ type: 'spki', format: 'der' });
  return `ed25519:${der.subarray(prefix.length).toString('base64url')}`;
}

/** The key that a text names. It must have been found to be one (`isPublicKey`). */
export const keyOf = (text: PublicKey): KeyObject =>
  createPublicKey({
    key: Buffer.concat([prefix, Buffer.from(text.slice('ed25519:'.length), 'base64url')]),
    format: 'der',
    type: 'spki',
  });

/** Makes a pair of keys: `NAME.key` for its owner alone (PKCS #8, PEM), `NAME.pub` to be handed on. @throws {ProblemError} */
export async function makeKeys(name: string): Promise<{ readonly publicKey: PublicKey; readonly files: readonly string[] }> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicKey = publicKeyOf(privateKey);
  const files = [`${name}.key`, `${name}.pub`] as const;
  // a key that signed bundles is never overwritten
  for (const file of files) {
    const there = await open(file, 'r').catch(() => undefined);
    await there?.close();
    if (there) throw unusable(file, 'EEXIST');
  }
  await writeDurably(files[0], privateKey.export({ type: 'pkcs8', format: 'pem' }), 0o600);
  await writeDurably(files[1], `${publicKey} ${name.replace(/^.*[\\/]/, '')}\n`, 0o644);
  return { publicKey, files };
}

/** @throws {ProblemError} `bundle.key-unusable`, `secrets.file-mode`, `secrets.file-owner` */
export async function readPrivateKey(path: string): Promise<KeyObject> {
  try {
    const file = await open(path, 'r');
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > largest) throw unusable(path, 'not a key');
      refuseUnlessOwnerOnly(path, stats);
      const key = createPrivateKey(await file.readFile('utf8'));
      if (key.asymmetricKeyType !== 'ed25519') throw unusable(path, `a key of ${key.asymmetricKeyType ?? 'an unknown kind'}`);
      return key;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    // the parser's own words may quote the file
    throw unusable(path, error instanceof Error && 'syscall' in error ? reasonOf(error) : 'not a private key');
  }
}

/** The public keys of a file: one a line, whatever follows a key is its name; `#` begins a comment. @throws {ProblemError} */
export async function readPublicKeys(path: string): Promise<PublicKey[]> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw unusable(path, reasonOf(error));
  });
  return publicKeysIn(text, path);
}

/** @throws {ProblemError} `bundle.key-unusable` where a line is no key */
export function publicKeysIn(text: string, path: string): PublicKey[] {
  return text
    .slice(0, largest)
    .split('\n')
    .map((line) => line.trim())
    .flatMap((line, at) => {
      if (line === '' || line.startsWith('#')) return [];
      const [key = ''] = line.split(/\s+/);
      if (!isPublicKey(key)) throw unusable(path, `line ${at + 1} is not a public key`);
      return [key];
    });
}

const unusable = (path: string, reason: string) => new ProblemError(problem('bundle.key-unusable', { path, reason }));
