import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tar, tarHeader, type Member } from './tar.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'barque-tar-'));
});
afterEach(async () => rm(directory, { recursive: true }));

async function archive(members: readonly Member[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of tar(members)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('tar', () => {
  it.each([0, 1, 511, 512, 513])('holds a file of %i bytes and a link as tar(1) reads them', async (size) => {
    const file = join(directory, 'program');
    await writeFile(file, Buffer.alloc(size, 'x'));
    const bytes = await archive([
      { path: 'usr/bin/program', file },
      { path: 'usr/bin/other', link: 'program' },
    ]);
    execFileSync('tar', ['-C', directory, '-xf', '-'], { input: bytes });
    expect(await readFile(join(directory, 'usr/bin/other'))).toEqual(Buffer.alloc(size, 'x'));
    expect(bytes.length % 512).toBe(0);
    const listing = execFileSync('tar', ['--utc', '--numeric-owner', '-tvf', '-'], { input: bytes, encoding: 'utf8' });
    expect(listing).toMatch(new RegExp(`^-rwxr-xr-x 0/0 +${size} 1970-01-01 00:00 usr/bin/program$`, 'm'));
    expect(listing).toMatch(/^lrwxrwxrwx 0\/0 +0 1970-01-01 00:00 usr\/bin\/other -> program$/m);
  });

  it('is the same bytes whatever the time and owner of the file', async () => {
    const [a, b] = [join(directory, 'a'), join(directory, 'b')];
    await writeFile(a, 'same');
    await writeFile(b, 'same', { mode: 0o600 });
    execFileSync('touch', ['-d', '2001-02-03', b]);
    expect(await archive([{ path: 'x', file: a }])).toEqual(await archive([{ path: 'x', file: b }]));
  });

  it('refuses a path that its header cannot hold', () => {
    expect(() => tarHeader('x'.repeat(101), 'file', 0)).toThrow('too long');
  });
});
