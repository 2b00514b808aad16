import { blobsOf } from '../../../../shared/bundle/blobs.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { openBundle } from '../bundle.ts';
import { padded } from '../signature/signature.ts';
import { openStore } from '../store/open.ts';
import { type DocumentName, documents as documentNames } from '../store/store.ts';
import { type WriteOptions, writeBundle } from './write-bundle.ts';

/**
 * Copies a bundle (a directory, a file, a split one) into one file or several parts, hashing all of it. Documents stay as they are to
 * the byte, so that signatures hold.
 * @returns the paths of the files
 * @throws {ProblemError} `bundle.*`
 */
export async function copyBundle(from: string, to: string, options: WriteOptions): Promise<string[]> {
  const bundle = await openBundle(from, options.signal);
  try {
    const blobs = blobsOf(bundle.manifest);
    if ('fault' in blobs) throw new ProblemError(problem('bundle.manifest-invalid', { path: from, issues: [blobs.fault] }));
    const open = (digest: string) => bundle.open(digest);
    return await writeBundle(to, { documents: await documentsOf(from, options.signal), ...blobs, open }, options);
  } finally {
    await bundle.close();
  }
}

async function documentsOf(path: string, signal: AbortSignal): Promise<Map<DocumentName, Buffer>> {
  const store = await openStore(path, signal);
  try {
    const found = new Map<DocumentName, Buffer>();
    for (const name of documentNames) {
      const bytes = await store.document(name, signal);
      if (bytes) found.set(name, bytes);
    }
    return found.set('barque.json.sig', padded(found.get('barque.json.sig'), store.placeOf('barque.json.sig')));
  } finally {
    await store.close();
  }
}
