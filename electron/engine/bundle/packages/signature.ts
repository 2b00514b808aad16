import { readFile } from 'node:fs/promises';
import { createMessage, type PublicKey, readCleartextMessage, readKeys, readSignature, verify } from 'openpgp';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { reasonOf } from '../../workspace/durable-file.ts';

const largest = 8 * 1024 * 1024;

/** The OpenPGP keys of a file, armored or not. @throws {ProblemError} `build.repository-untrusted` */
export async function readRepositoryKeys(path: string): Promise<PublicKey[]> {
  try {
    const bytes = await readFile(path);
    if (bytes.length > largest) throw new Error('too large');
    const text = bytes.toString('latin1');
    const keys = await (text.includes('-----BEGIN PGP') ? readKeys({ armoredKeys: text }) : readKeys({ binaryKeys: bytes }));
    return keys.map((key) => key.toPublic());
  } catch (error) {
    throw untrusted(path, error instanceof Error && 'syscall' in error ? reasonOf(error) : 'no OpenPGP keys in it');
  }
}

/** The text of a clear-signed document, if one of the keys signed it. @throws {ProblemError} `build.repository-untrusted` */
export async function clearText(document: Buffer, keys: PublicKey[], where: string): Promise<string> {
  try {
    const message = await readCleartextMessage({ cleartextMessage: document.toString('utf8') });
    const { data } = await verify({ message, verificationKeys: keys, expectSigned: true });
    return data;
  } catch {
    throw untrusted(where, 'no valid signature of a key that is given');
  }
}

/** Proves a document by a signature beside it. @throws {ProblemError} `build.repository-untrusted` */
export async function proveDetached(document: Buffer, signature: Buffer, keys: PublicKey[], where: string): Promise<void> {
  try {
    const text = signature.toString('latin1');
    const read = await (text.includes('-----BEGIN PGP')
      ? readSignature({ armoredSignature: text })
      : readSignature({ binarySignature: signature }));
    const message = await createMessage({ binary: new Uint8Array(document) });
    await verify({ message, signature: read, verificationKeys: keys, expectSigned: true });
  } catch {
    throw untrusted(where, 'no valid signature of a key that is given');
  }
}

export const untrusted = (url: string, reason: string): ProblemError =>
  new ProblemError(problem('build.repository-untrusted', { url, reason }));
