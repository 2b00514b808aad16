import type { KeyObject } from 'node:crypto';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { openBundle } from '../bundle.ts';
import { openStore } from '../store/open.ts';
import { withSignature } from './signature.ts';

/**
 * Signs a bundle where it lies: a directory, a file, or a split one. Its blobs are hashed first: what is signed is what is there.
 * @throws {ProblemError} `bundle.*`
 */
export async function signBundle(path: string, key: KeyObject, signal: AbortSignal): Promise<void> {
  const bundle = await openBundle(path, signal);
  try {
    const digests = bundle.manifest.parts.flatMap((part) => [
      part.digest,
      ...(part.kind === 'image' ? part.blobs.map((blob) => blob.digest) : []),
    ]);
    await bundle.verify(digests, { signal });
  } finally {
    await bundle.close();
  }
  const store = await openStore(path, signal);
  try {
    const manifest = await store.document('barque.json', signal);
    if (!manifest) throw new ProblemError(problem('bundle.not-a-bundle', { path, reason: 'lacks', document: 'barque.json' }));
    const place = store.placeOf('barque.json.sig');
    await store.writeSignatures(withSignature(manifest, await store.document('barque.json.sig', signal), key, place));
  } finally {
    await store.close();
  }
}
