import { pipeline, Readable, type Transform } from 'node:stream';
import { createGunzip, createGzip } from 'node:zlib';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';

async function* through(source: AsyncIterable<Buffer>, transform: Transform): AsyncGenerator<Buffer, undefined> {
  // what the source fails with, reading the transform fails with
  pipeline(Readable.from(source), transform, () => undefined);
  for await (const chunk of transform) if (Buffer.isBuffer(chunk)) yield chunk;
}

/** Compressed, the same bytes each time. */
export const gzipped = (source: AsyncIterable<Buffer>): AsyncIterable<Buffer> => through(source, createGzip({ level: 6 }));

/** In bytes; each takes a turn of the thread pool, so a few kilobytes would cost more to hand over than to decompress. */
const chunk = 1024 * 1024;

/** Decompressed, in chunks of 1 MiB at most: whoever reads bounds how much. @throws {ProblemError} `build.malformed` where it is not gzip */
export async function* gunzipped(source: AsyncIterable<Buffer>, where: string): AsyncGenerator<Buffer, undefined> {
  try {
    yield* through(source, createGunzip({ chunkSize: chunk }));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))) throw error;
    throw new ProblemError(problem('build.malformed', { url: where, reason: 'not gzip, or damaged' }));
  }
}
