import type { OpenBlob } from './store/store.ts';

/** In bytes: large enough that what a read and a write cost beside their bytes does not count. */
const CHUNK = 512 * 1024;

/**
 * What is in a blob, in chunks: while one is made use of, the next is read. Each is a new buffer, so it may be held for as long as one
 * likes. Ends early where the blob does. @throws what reading does
 */
export async function* readAhead({ size, read }: Pick<OpenBlob, 'size' | 'read'>): AsyncGenerator<Buffer, void> {
  const chunkAt = async (at: number): Promise<Buffer> => {
    const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK, size - at));
    return chunk.subarray(0, await read(chunk, at));
  };
  let next = chunkAt(0);
  try {
    for (let at = 0; at < size;) {
      const chunk = await next;
      if (chunk.length === 0) return;
      at += chunk.length;
      next = chunkAt(at);
      // told to whoever asks for it
      next.catch(() => undefined);
      yield chunk;
    }
  } finally {
    // nothing reads any more when the file is closed
    await next.catch(() => undefined);
  }
}
