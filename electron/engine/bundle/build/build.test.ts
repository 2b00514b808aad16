import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../../../shared/problems/problem.ts';
import { requirements } from '../../../../shared/bundle/find.ts';
import { wantedOf } from '../../../../shared/catalog/wanted.ts';
import { specOf } from '../../../../test/fixtures/site.ts';
import { openBundle } from '../bundle.ts';
import { readMirror } from '../fetch/mirrors.ts';
import { type BuildOrder, buildBundle } from './build.ts';
import { checksumIn } from './program.ts';
import { mirrorsTo, publishAll, tarOf } from './published.fixture.ts';
import { digestOf, serveImage, serveManifest, startServer, type TestServer } from './server.fixture.ts';

vi.mock(import('../../../../shared/catalog/keepalived-image.ts'), async (original) => ({
  ...(await original()),
  keepalivedImage: (await import('./keepalived-packages.fixture.ts')).small.image,
}));

let dir: string;
let server: TestServer;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-build-'));
  server = await startServer();
  await publishAll(server, kubernetes);
});
afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

const { signal } = new AbortController();
const kubernetes = '1.34.4';
const onlooker = { stage: () => undefined, progress: () => undefined };
const oci = 'application/vnd.oci.image';

const order = (change: Partial<BuildOrder> = {}): BuildOrder => ({
  kubernetes,
  network: 'flannel',
  archs: ['amd64'],
  images: [],
  charts: [],
  files: [],
  packages: [],
  mirrors: mirrorsTo(server).map(readMirror),
  logins: new Map(),
  cache: join(dir, 'cache'),
  parallel: 4,
  out: join(dir, 'site.barque'),
  split: undefined,
  key: undefined,
  created: '1970-01-01T00:00:00Z',
  ...change,
});
const build = (change?: Partial<BuildOrder>) => buildBundle(order(change), onlooker, signal);
const problemsOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof ProblemError ? error.problems : [error]),
  );
const partsOf = async (path = join(dir, 'site.barque')) => {
  const bundle = await openBundle(path, signal);
  await bundle.verify(
    bundle.manifest.parts.flatMap((part) => [part, ...(part.kind === 'image' ? part.blobs : [])].map((blob) => blob.digest)),
    { signal },
  );
  await bundle.close();
  return bundle.manifest;
};

describe('a bundle that is built', () => {
  it('has all that a spec wants, and is sound', async () => {
    await build();
    const manifest = await partsOf();
    for (const topology of ['external', 'stacked'] as const)
      expect(requirements(manifest, wantedOf(specOf({ topology })))).toEqual([]);
    const runc = manifest.parts.find(({ name }) => name === 'runc');
    expect(runc).toMatchObject({ licence: 'Apache-2.0', installed: { digest: digestOf(Buffer.from('runc 1.4.3')) } });
  });

  it('has the same bytes each time, from another cache and with more at once', async () => {
    await build();
    await build({ cache: join(dir, 'other'), out: join(dir, 'again'), parallel: 1 });
    expect((await readFile(join(dir, 'site.barque'))).equals(await readFile(join(dir, 'again')))).toBe(true);
  });

  it('fetches no content twice: neither a layer of many images nor in another build', async () => {
    await build();
    const layers = [...server.sent].filter(([path, bytes]) => path.includes('/blobs/') && bytes >= 50_000);
    expect(layers).toHaveLength(1);
    const { fetched, present } = await build({ out: join(dir, 'again') });
    expect([fetched, present > 50_000]).toEqual([0, true]);
  });

  it('knows what is left of a program as soon as its server says how large it is, and ends with all of it done', async () => {
    const [path = ''] = [...server.files.keys()].filter((one) => one.endsWith('/kubelet'));
    server.files.set(path, Buffer.alloc(300_000, 'k'));
    server.files.set(`${path}.sha256`, Buffer.from(digestOf(Buffer.alloc(300_000, 'k')).slice(7)));
    server.cutAfter.set(path, 100_000);
    const told: { done: number; total: number }[] = [];
    let stage = '';
    const stages = (now: string) => (stage = now);
    await buildBundle(order(), { stage: stages, progress: (p) => stage === 'fetch' && told.push({ ...p }) }, signal);
    const first = told.find(({ done }) => done > 0);
    expect(told.some(({ done, total }) => total > 300_000 && done < 100_000)).toBe(true);
    expect(told.every(({ done, total }) => done <= total)).toBe(true);
    expect(first && told.at(-1)?.done).toBe(told.at(-1)?.total);
  });

  it('takes one of a list of manifests, also docker’s, and keeps it as it is', async () => {
    const type = 'application/vnd.docker.distribution.manifest.v2+json';
    const [amd64, arm64] = (['amd64', 'arm64'] as const).map((arch) => ({
      ...serveImage(server, 'own/app', `only-${arch}`, [Buffer.from(arch)], { arch, type }),
      platform: { architecture: arch, os: 'linux' },
    }));
    const list = Buffer.from(JSON.stringify({ schemaVersion: 2, manifests: [arm64, amd64] }));
    serveManifest(server, 'own/app', '1.0', list, 'application/vnd.docker.distribution.manifest.list.v2+json');
    const mirrors = [...order().mirrors, readMirror(`registry.example.com=http://${server.host}`)];
    await build({ images: ['registry.example.com/own/app:1.0'], mirrors });
    const app = (await partsOf()).parts.find(({ name }) => name === 'registry.example.com/own/app:1.0');
    expect(app).toMatchObject({ arch: 'amd64', digest: amd64?.digest, mediaType: type });
  });

  it('refuses an image that is for another architecture, whatever its list says', async () => {
    const wrong = serveImage(server, 'own/app', 'x', [Buffer.from('x')], { arch: 'arm64' });
    const list = { schemaVersion: 2, manifests: [{ ...wrong, platform: { architecture: 'amd64', os: 'linux' } }] };
    serveManifest(server, 'own/app', '1.0', Buffer.from(JSON.stringify(list)), `${oci}.index.v1+json`);
    serveManifest(server, 'own/app', '2.0', Buffer.from(JSON.stringify({ ...list, manifests: [] })), `${oci}.index.v1+json`);
    const mirrors = [...order().mirrors, readMirror(`r.io=http://${server.host}`)];
    const problems = await problemsOf(build({ images: ['r.io/own/app:1.0', 'r.io/own/app:2.0'], mirrors }));
    expect(problems).toMatchObject([{ code: 'build.no-platform' }, { code: 'build.no-platform' }]);
  });

  it('tells of everything that cannot be had, and writes nothing', async () => {
    for (const path of [...server.files.keys()].filter((name) => name.includes('/manifests/') && name.includes('flannel')))
      server.files.delete(path);
    expect(await problemsOf(build())).toMatchObject([{ code: 'build.refused' }, { code: 'build.refused' }]);
    await expect(readFile(join(dir, 'site.barque'))).rejects.toThrow('ENOENT');
  });

  it('refuses a program that is not what its checksum says, and an archive that lacks one', async () => {
    const path = [...server.files.keys()].find((name) => name.endsWith('/kubelet')) ?? '';
    server.files.set(path, Buffer.from('another kubelet'));
    const cni = [...server.files.keys()].find((name) => name.includes('cni-plugins') && name.endsWith('.tgz')) ?? '';
    const empty = gzipSync(await tarOf({ 'a/README': Buffer.from('x') }));
    server.files.set(cni, empty).set(`${cni}.sha256`, Buffer.from(digestOf(empty).slice(7)));
    const problems = await problemsOf(build());
    expect(problems).toContainEqual(expect.objectContaining({ code: 'build.corrupt' }));
    expect(problems).toContainEqual(expect.objectContaining({ code: 'build.malformed' }));
  });

  it('has own files and charts', async () => {
    await writeFile(join(dir, 'site.yaml'), 'a: 1\n');
    await writeFile(join(dir, 'c.tgz'), gzipSync(await tarOf({ 'c/Chart.yaml': Buffer.from('name: ours\nversion: 0.1.0\n') })));
    await build({ files: [join(dir, 'site.yaml')], charts: [join(dir, 'c.tgz')] });
    const { parts } = await partsOf();
    expect(parts.filter(({ kind }) => kind === 'file' || kind === 'chart')).toMatchObject([
      { kind: 'chart', name: 'ours', version: '0.1.0' },
      { kind: 'file', name: 'site.yaml' },
    ]);
  });

  it.each(['1.29.0', '1.34.99', 'x'])('is not of %s, which the catalogue does not know', async (version) => {
    expect(await problemsOf(build({ kubernetes: version }))).toMatchObject([{ code: 'build.unknown-version' }]);
  });
});

describe('a checksum document', () => {
  const [a, b] = ['a'.repeat(64), 'b'.repeat(64)];
  it.each([
    [`${a}\n`, 'runc', a],
    [`${a}  x/runc.arm64\n${b} *x/runc.amd64\n`, 'runc.amd64', b],
    [`${a}  other\n`, 'runc', undefined],
    ['nothing', 'runc', undefined],
  ])('%j has of %s the digest %s', (text, name, hex) => {
    expect(checksumIn(text, name)).toBe(hex && `sha256:${hex}`);
  });
});
