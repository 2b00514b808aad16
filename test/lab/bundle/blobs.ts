import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** What names a blob. */
export interface Descriptor {
  readonly digest: string;
  readonly size: number;
}
export interface Packed {
  /** Of the bytes given. */
  readonly raw: Descriptor;
  /** Of the blob, which is these bytes compressed. */
  readonly blob: Descriptor;
}

/** Passes bytes on, and counts and hashes them. */
function meter(): { readonly stream: Transform; readonly read: () => Descriptor } {
  const hash = createHash('sha256');
  let size = 0;
  const stream = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, read: () => ({ digest: `sha256:${hash.digest('hex')}`, size }) };
}

/** The blobs of an OCI image layout. */
export class Blobs {
  constructor(private readonly layout: string) {}

  private readonly path = (digest: string): string => join(this.layout, 'blobs', 'sha256', digest.replace('sha256:', ''));

  async prepare(): Promise<void> {
    await mkdir(join(this.layout, 'blobs', 'sha256'), { recursive: true });
  }

  /** Adds what a source gives, compressed with gzip. */
  async pack(source: AsyncIterable<Buffer>, signal?: AbortSignal): Promise<Packed> {
    const temporary = join(this.layout, randomUUID());
    const [raw, blob] = [meter(), meter()];
    await pipeline(source, raw.stream, createGzip({ level: 6 }), blob.stream, createWriteStream(temporary), { signal });
    const packed = { raw: raw.read(), blob: blob.read() };
    await rename(temporary, this.path(packed.blob.digest));
    return packed;
  }

  /** Adds a blob as it is. */
  async copy(digest: string, source: AsyncIterable<Buffer>): Promise<void> {
    await writeFile(this.path(digest), source);
  }

  /** Adds a JSON document. */
  async json(document: unknown): Promise<Descriptor> {
    const bytes = Buffer.from(JSON.stringify(document));
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    await writeFile(this.path(digest), bytes);
    return { digest, size: bytes.length };
  }
}
