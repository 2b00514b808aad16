import { createHash, randomFillSync } from 'node:crypto';
import { type FileHandle, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHashStreams } from './hash-streams.ts';

const content = randomFillSync(Buffer.alloc(40_000_001));
const sha256 = (...pieces: Buffer[]) => `sha256:${createHash('sha256').update(Buffer.concat(pieces)).digest('hex')}`;
let dir: string;
let file: FileHandle;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-hash-'));
  await writeFile(join(dir, 'content'), content);
  file = await open(join(dir, 'content'));
});
afterAll(async () => {
  await file.close();
  await rm(dir, { recursive: true });
});
const extent = (from: number, to: number) => ({ fd: file.fd, from, size: to - from });
const silent = () => undefined;

/** On this thread what is small, on others what is large: both behave alike. */
describe.each([
  ['here', 1000],
  ['on threads', 64 * 1024 * 1024],
])('hashing %s', (_, total) => {
  const streamsUntil = (signal: AbortSignal) => openHashStreams(4, total, signal);

  it('goes through pieces of files in their order, and tells of every byte', async () => {
    const streams = streamsUntil(new AbortController().signal);
    let told = 0;
    try {
      const found = await streams.digestOf([extent(39_000_000, 40_000_001), extent(5, 12_345_678), extent(0, 0)], (bytes) => {
        told += bytes;
      });
      expect(found).toBe(sha256(content.subarray(39_000_000), content.subarray(5, 12_345_678)));
      expect(told).toBe(1_000_001 + 12_345_673);
      expect(await streams.digestOf([], silent)).toBe(sha256());
    } finally {
      await streams.end();
    }
  });

  it('does as many at once as it is wide, each by itself', async () => {
    const streams = streamsUntil(new AbortController().signal);
    try {
      const pieces = Array.from({ length: streams.width }, (__, i) => [i * 1_000_000, 10_000_000 + i] as const);
      const found = await Promise.all(pieces.map(([from, to]) => streams.digestOf([extent(from, to)], silent)));
      expect(found).toEqual(pieces.map(([from, to]) => sha256(content.subarray(from, to))));
    } finally {
      await streams.end();
    }
  });

  it('hashes what is there of a file that became shorter', async () => {
    const streams = streamsUntil(new AbortController().signal);
    expect(await streams.digestOf([extent(39_999_999, 50_000_000)], silent)).toBe(sha256(content.subarray(39_999_999)));
    await streams.end();
  });

  it('says what reading fails with, and goes on with others', async () => {
    const streams = streamsUntil(new AbortController().signal);
    try {
      const directory = await open(dir);
      const failing = streams.digestOf([{ fd: directory.fd, from: 0, size: 10 }], silent);
      await expect(failing).rejects.toMatchObject({ code: 'EISDIR' });
      await directory.close();
      expect(await streams.digestOf([extent(0, 10)], silent)).toBe(sha256(content.subarray(0, 10)));
    } finally {
      await streams.end();
    }
  });

  it('ends when it is cancelled', async () => {
    const abort = new AbortController();
    const streams = streamsUntil(abort.signal);
    const endless = Array.from({ length: 200 }, () => extent(0, 40_000_001));
    await expect(streams.digestOf(endless, () => abort.abort())).rejects.toThrow();
    await streams.end();
  });
});

it('takes threads only for what is worth them, and never more than there are blobs', async () => {
  const { signal } = new AbortController();
  for (const [blobs, total, most] of [
    [1, 10 ** 9, 1],
    [500, 10 ** 6, 1],
    [500, 10 ** 9, 2],
  ] as const) {
    const streams = openHashStreams(blobs, total, signal);
    expect(streams.width).toBeGreaterThan(0);
    expect(streams.width).toBeLessThanOrEqual(most);
    await streams.end();
  }
});
