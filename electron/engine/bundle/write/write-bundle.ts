import { createHash } from 'node:crypto';
import type { Listed } from '../../../../shared/bundle/blobs.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { BLOCK, padding, tarHeader } from '../../resources/tar.ts';
import type { VerifyProgress } from '../bundle.ts';
import { blobName, documents as documentOrder } from '../store/store.ts';
import type { WrittenDocuments } from './documents.ts';
import { volumeWriter } from './volume-writer.ts';

/** What a bundle's file is written from. */
export interface Contents {
  readonly documents: WrittenDocuments;
  readonly blobs: ReadonlyMap<string, Listed>;
  readonly open: (digest: string) => AsyncIterable<Buffer>;
}

export interface WriteOptions {
  /** In bytes: the size of a part, for media that take no large files. */
  readonly split?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

/**
 * Writes a bundle into one file or several parts, hashing every blob on the way. The same contents give the same bytes.
 * @returns the paths of the files
 * @throws {ProblemError} `bundle.blob-corrupt`, `bundle.unwritable`, and what the contents fail with; then nothing is left behind
 */
export async function writeBundle(
  path: string,
  { documents, blobs, open }: Contents,
  { split, signal, onProgress }: WriteOptions,
): Promise<string[]> {
  const out = volumeWriter(path, split);
  const total = [...blobs.values()].reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  try {
    for (const name of documentOrder) {
      const bytes = documents.get(name);
      if (bytes) await out.write(Buffer.concat([tarHeader(name, bytes.length), bytes, Buffer.alloc(padding(bytes.length))]));
    }
    for (const digest of [...blobs.keys()].toSorted()) {
      const { size = 0, part = '' } = blobs.get(digest) ?? {};
      await out.write(tarHeader(blobName(digest), size));
      const hash = createHash('sha256');
      for await (const chunk of open(digest)) {
        signal.throwIfAborted();
        hash.update(chunk);
        await out.write(chunk);
        onProgress?.({ done: (done += chunk.length), total });
      }
      const found = `sha256:${hash.digest('hex')}`;
      if (found !== digest)
        throw new ProblemError(problem('bundle.blob-corrupt', { path: blobName(digest), part, expected: digest, found }));
      await out.write(Buffer.alloc(padding(size)));
    }
    await out.write(Buffer.alloc(2 * BLOCK));
    return await out.finish();
  } catch (error) {
    await out.abandon();
    throw error;
  }
}
