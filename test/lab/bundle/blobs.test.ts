import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Blobs } from './blobs.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'barque-blobs-'));
});
afterEach(async () => rm(directory, { recursive: true }));

async function* source(...parts: string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield await Promise.resolve(Buffer.from(part));
}
const sha256 = (bytes: Buffer | string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

describe('blobs', () => {
  it('packs a source under the digest of its compressed bytes, and tells both digests and sizes', async () => {
    const blobs = new Blobs(directory);
    await blobs.prepare();
    const { raw, blob } = await blobs.pack(source('one ', 'two'));
    const stored = await readFile(join(directory, 'blobs/sha256', blob.digest.slice('sha256:'.length)));
    expect(raw).toEqual({ digest: sha256('one two'), size: 7 });
    expect(blob).toEqual({ digest: sha256(stored), size: stored.length });
    expect(gunzipSync(stored).toString()).toBe('one two');
    expect(await readdir(directory)).toEqual(['blobs']);
  });

  it('packs the same bytes into the same blob', async () => {
    const blobs = new Blobs(directory);
    await blobs.prepare();
    expect(await blobs.pack(source('one ', 'two'))).toEqual(await blobs.pack(source('one two')));
  });

  it('stores a document under its digest', async () => {
    const blobs = new Blobs(directory);
    await blobs.prepare();
    const { digest, size } = await blobs.json({ a: 1 });
    expect({ digest, size }).toEqual({ digest: sha256('{"a":1}'), size: 7 });
    expect(await readdir(join(directory, 'blobs/sha256'))).toEqual([digest.slice('sha256:'.length)]);
  });
});
