import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tarSize, tarStream, type TarEntry } from './tar.ts';

const entry = (name: string, content: Buffer): TarEntry => ({
  name,
  size: content.length,
  async *open() {
    for (let at = 0; at < content.length; at += 1000) yield await Promise.resolve(content.subarray(at, at + 1000));
  },
});
const archive = async (entries: readonly TarEntry[]): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of tarStream(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
};

it('is what tar unpacks', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'barque-tar-'));
  try {
    const contents = new Map([
      ['index.json', '{}'],
      [`blobs/sha256/${'a'.repeat(64)}`, 'x'.repeat(5000)],
      ['empty', ''],
    ]);
    const input = await archive([...contents].map(([name, content]) => entry(name, Buffer.from(content))));
    expect(spawnSync('tar', ['-x', '-C', directory], { input }).status).toBe(0);
    for (const [name, content] of contents) expect(await readFile(join(directory, name), 'utf8')).toBe(content);
    expect((await readdir(directory)).sort()).toEqual(['blobs', 'empty', 'index.json']);
  } finally {
    await rm(directory, { recursive: true });
  }
});

it('is as long as it said before it was made', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 5 }), async (contents) => {
      const entries = contents.map((content, i) => entry(String(i), Buffer.from(content)));
      expect((await archive(entries)).length).toBe(tarSize(entries));
    }),
  );
});

it('ends where an entry is not as long as it said', async () => {
  for (const size of [1, 3]) await expect(archive([{ ...entry('a', Buffer.from('ab')), size }])).rejects.toThrow(RangeError);
});
