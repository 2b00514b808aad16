import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../../../shared/problems/problem.ts';
import { openCache } from '../fetch/cache.ts';
import { httpClient } from '../fetch/client.ts';
import { readMirror } from '../fetch/mirrors.ts';
import { debFiles } from './deb.ts';
import { debOf, small } from './keepalived-packages.fixture.ts';
import { provideKeepalived } from './keepalived-image.ts';
import { digestOf, startServer, type TestServer } from './server.fixture.ts';

vi.mock(import('../../../../shared/catalog/keepalived-image.ts'), async (original) => ({
  ...(await original()),
  keepalivedImage: (await import('./keepalived-packages.fixture.ts')).small.image,
}));

let dir: string;
let server: TestServer;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-keepalived-'));
  server = await startServer();
  for (const [path, deb] of small.debs) server.files.set(path, deb);
});
afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

const mirrors = () => ['deb.debian.org', 'snapshot.debian.org'].map((from) => readMirror(`${from}=http://${server.host}`));
const cacheAt = (name: string) => openCache(join(dir, name));
const make = (arch: 'amd64' | 'arm64' = 'amd64', cache = cacheAt('cache')) =>
  provideKeepalived(arch, {
    cache,
    client: httpClient(new Map(), new AbortController().signal),
    mirrors: mirrors(),
    onBytes: () => undefined,
  });
const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ProblemError ? error.problems[0] : error),
  );
const [first = ''] = small.debs.keys();

describe("Keepalived's image", () => {
  it('has what its packages have, a shell, and what Keepalived expects of a system', async () => {
    const part = await make();
    const blob = await readFile(join(dir, 'cache/sha256', part.blobs[1]?.digest.slice(7) ?? ''));
    const layer = gunzipSync(blob);
    expect(digestOf(layer)).toBe(small.image.contents.amd64.layer);
    const { stdout } = spawnSync('tar', ['--utc', '--numeric-owner', '-tvf', '-'], { input: layer, encoding: 'utf8' });
    for (const line of [
      /^-rwxr-xr-x 0\/0 +\d+ 1970-01-01 00:00 usr\/sbin\/keepalived$/m,
      /^lrwxrwxrwx 0\/0 +0 1970-01-01 00:00 bin\/sh -> busybox$/m,
      /^lrwxrwxrwx .* bin\/date -> busybox$/m,
      /^-rw-r--r-- .* etc\/passwd$/m,
      /^drwxrwxrwt .* tmp\/$/m,
    ])
      expect(stdout).toMatch(line);
    expect(stdout).not.toContain('README');
  });

  it('names its layer and configuration as OCI has it', async () => {
    const part = await make('arm64');
    const read = async (digest = '') => {
      const value: unknown = JSON.parse(await readFile(join(dir, 'cache/sha256', digest.slice(7)), 'utf8'));
      return value;
    };
    expect(await read(part.digest)).toMatchObject({ config: part.blobs[0], layers: [part.blobs[1]] });
    expect(await read(part.blobs[0]?.digest)).toMatchObject({
      architecture: 'arm64',
      os: 'linux',
      rootfs: { diff_ids: [small.image.contents.arm64.layer] },
    });
  });

  it('has the same bytes from another cache, and is made once', async () => {
    const once = await make();
    expect(await make('amd64', cacheAt('other'))).toEqual(once);
    const { length } = server.asked;
    expect(await make()).toEqual(once);
    expect(server.asked).toHaveLength(length);
  });

  it("is made of packages from Debian's archive where Debian has newer ones", async () => {
    const deb = server.files.get(first) ?? Buffer.alloc(0);
    server.files.delete(first);
    server.files.set(`/archive/debian/${small.image.snapshot}${first.replace('/debian', '')}`, deb);
    expect((await make()).arch).toBe('amd64');
  });

  it('is not made of a package with another digest', async () => {
    const size = server.files.get(first)?.length ?? 0;
    server.files.set(first, Buffer.alloc(size, 'x'));
    expect(await problemOf(make())).toMatchObject({ code: 'build.corrupt' });
  });

  it('is refused where its layer is not the one that the catalogue names', async () => {
    const { contents } = small.image;
    const { layer } = contents.amd64;
    contents.amd64.layer = digestOf(Buffer.from('another'));
    expect(await problemOf(make())).toMatchObject({ code: 'build.corrupt', params: { expected: contents.amd64.layer } });
    contents.amd64.layer = layer;
  });
});

describe('a Debian package', () => {
  const filesOf = async (deb: Buffer) => {
    const found: string[] = [];
    for await (const { path, content } of debFiles(deb, 'a.deb')) found.push(`${path}: ${content.toString()}`);
    return found;
  };

  it('has its files by their paths from the root', async () => {
    expect(await filesOf(await debOf({ 'usr/bin/a': 'A', b: 'x'.repeat(70_000) }))).toEqual([
      'usr/bin/a: A',
      `b: ${'x'.repeat(70_000)}`,
    ]);
  });

  it('that is none, or cut short wherever, is refused', async () => {
    const deb = await debOf({ a: 'A' });
    for (const broken of [Buffer.from('not a package'), deb.subarray(0, 100), deb.subarray(0, 300), deb.subarray(0, 1200)])
      expect(await problemOf(filesOf(broken))).toMatchObject({ code: 'build.malformed' });
  });
});
