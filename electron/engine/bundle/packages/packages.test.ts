import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createCleartextMessage, createMessage, generateKey, type PrivateKey, readPrivateKey, sign } from 'openpgp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../../shared/problems/problem.ts';
import { digestOf, startServer, type TestServer } from '../build/server.fixture.ts';
import { openCache } from '../fetch/cache.ts';
import { httpClient } from '../fetch/client.ts';
import { openIsoShelf } from './iso/repositories.ts';
import { type PackageOrder, providePackages } from './provide.ts';

let dir: string;
let server: TestServer;
let key: PrivateKey;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-packages-'));
  server = await startServer();
  const made = await generateKey({ userIDs: [{ name: 'lab' }], format: 'armored' });
  key = await readPrivateKey({ armoredKey: made.privateKey });
  await writeFile(join(dir, 'keys.asc'), made.publicKey);
});
afterEach(async () => {
  await server.close();
  await rm(dir, { recursive: true });
});

const { signal } = new AbortController();
const order = (repositories: PackageOrder['repositories'], names = ['app']): PackageOrder => ({
  os: 'debian12',
  arch: 'amd64',
  names,
  repositories,
  keys: join(dir, 'keys.asc'),
});
const provide = async (what: PackageOrder) => {
  const isos = openIsoShelf(signal);
  return await providePackages(what, {
    cache: openCache(join(dir, 'cache')),
    client: httpClient(new Map(), signal),
    mirrors: [],
    isos,
    onBytes: () => undefined,
  }).finally(isos.close);
};
const codesOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof ProblemError ? error.problems.map((one) => one.code) : [String(error)]),
  );
const debs = (): PackageOrder =>
  order([{ kind: 'deb', url: `http://${server.host}/debian`, suite: 'stable', components: ['main'] }]);
const rpms = (): PackageOrder => order([{ kind: 'rpm', url: `http://${server.host}/{arch}` }]);

/** A repository of Debian's form with `app`, which depends on `lib`. */
async function publishDebs(release = (text: string) => text): Promise<void> {
  const [app, lib] = [Buffer.from('app.deb'), Buffer.from('lib.deb')];
  server.files.set('/debian/pool/app.deb', app).set('/debian/pool/lib.deb', lib);
  const stanza = (name: string, content: Buffer, more = '') =>
    `Package: ${name}\nVersion: 1\nArchitecture: all\nFilename: pool/${name}.deb\nSize: ${content.length}\nSHA256: ${digestOf(content).slice(7)}\n${more}`;
  const packages = gzipSync(`${stanza('app', app, 'Depends: lib\n')}\n${stanza('lib', lib)}`);
  server.files.set('/debian/dists/stable/main/binary-amd64/Packages.gz', packages);
  const text = `Suite: stable\nSHA256:\n ${digestOf(packages).slice(7)} ${packages.length} main/binary-amd64/Packages.gz\n`;
  const signed = await sign({ message: await createCleartextMessage({ text }), signingKeys: key });
  server.files.set('/debian/dists/stable/InRelease', Buffer.from(release(signed)));
}

/** The same list of packages by `xz -6`. */
const listByXz =
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4AExAM5dACgYSGbb2jCF/hbe6hfJlpoPR4TCsW9xtLkLaAaizjr3tHQCPMoJ+HcCAzfazn8wpUeKRO' +
  'ep4QnizNJsPkAKMLxjohzug3E/7EZbPcTo19rrLfF80QDEkRqh5DeBo+0FiwrO0rcf1aptiZJy18joVAvohYAM0A467+O2Ut0EmoQeSYIrK/1m' +
  'eAFqzzaXfiatCpZlZk08xWJuSl2SitVitsh6W18Z5AFkdwTKOW9+sv+11XrqD2b9PPslI9aaC3kgd8PpsxHf51LRJv4cFH1gAAAATG9Ki7hcz2' +
  'QAAeoBsgIAAPaXFf2xxGf7AgAAAAAEWVo=';

/** As Debian's security repository has it: the plain list is named, and not there. */
async function publishByXz(): Promise<void> {
  await publishDebs();
  const packages = Buffer.from(listByXz, 'base64');
  server.files.delete('/debian/dists/stable/main/binary-amd64/Packages.gz');
  server.files.set('/debian/dists/stable/main/binary-amd64/Packages.xz', packages);
  const line = (of: Buffer, name: string) => ` ${digestOf(of).slice(7)} ${of.length} main/binary-amd64/${name}`;
  const text = ['Suite: stable', 'SHA256:', line(Buffer.from('x'), 'Packages'), line(packages, 'Packages.xz'), ''].join('\n');
  const signed = await sign({ message: await createCleartextMessage({ text }), signingKeys: key });
  server.files.set('/debian/dists/stable/InRelease', Buffer.from(signed));
}

async function publishRpms(change = (xml: string) => xml): Promise<void> {
  const app = Buffer.from('app.rpm');
  server.files.set('/x86_64/app.rpm', app);
  const primary = gzipSync(
    `<metadata><package type="rpm"><name>app</name><arch>x86_64</arch><version epoch="0" ver="1" rel="1"/>
      <checksum type="sha256">${digestOf(app).slice(7)}</checksum><size package="${app.length}"/><location href="app.rpm"/>
      <format><rpm:license>MIT</rpm:license></format></package></metadata>`,
  );
  server.files.set('/x86_64/repodata/p.xml.gz', primary);
  const index = `<repomd><data type="primary"><checksum type="sha256">${digestOf(primary).slice(7)}</checksum>
    <location href="repodata/p.xml.gz"/><size>${primary.length}</size></data></repomd>`;
  const message = await createMessage({ binary: new Uint8Array(Buffer.from(index)) });
  const signature: unknown = await sign({ message, signingKeys: key, detached: true });
  server.files.set('/x86_64/repodata/repomd.xml', Buffer.from(change(index)));
  server.files.set('/x86_64/repodata/repomd.xml.asc', Buffer.from(String(signature)));
}

describe('packages', () => {
  it('of a deb repository come with their dependencies', async () => {
    await publishDebs();
    const parts = await provide(debs());
    expect(parts.map(({ name, file, arch, os }) => [name, file, arch, os])).toEqual([
      ['app', 'app.deb', 'any', 'debian12'],
      ['lib', 'lib.deb', 'any', 'debian12'],
    ]);
    expect(await readFile(join(dir, 'cache', 'sha256', parts[0]?.digest.slice(7) ?? ''), 'utf8')).toBe('app.deb');
  });

  it('of a repository that is compressed by xz alone come too', async () => {
    await publishByXz();
    expect((await provide(debs())).map(({ name, needs }) => [name, needs])).toEqual([
      ['app', ['lib']],
      ['lib', undefined],
    ]);
  });

  it('of an rpm repository come by their architecture’s own word', async () => {
    await publishRpms();
    expect(await provide(rpms())).toMatchObject([{ name: 'app', version: '1-1', arch: 'amd64', file: 'app.rpm' }]);
  });

  it('that are not there are named', async () => {
    await publishDebs();
    expect(await codesOf(provide({ ...debs(), names: ['nothing'] }))).toEqual(['build.packages-missing']);
  });

  it.each([
    ['a changed Release', () => publishDebs((text) => text.replace('Suite: stable', 'Suite: other')), debs],
    ['a Release that is not signed', () => publishDebs(() => 'Suite: stable\n'), debs],
    ['a changed repomd.xml', () => publishRpms((xml) => xml.replace('primary', 'other')), rpms],
  ])('of a repository with %s are refused', async (_, publish, what) => {
    await publish();
    expect(await codesOf(provide(what()))).toEqual(['build.repository-untrusted']);
  });

  it('signed by somebody else, or with keys that are none, are refused', async () => {
    await publishDebs();
    const stranger = await generateKey({ userIDs: [{ name: 'other' }], format: 'armored' });
    for (const text of [stranger.publicKey, 'no keys']) {
      await writeFile(join(dir, 'keys.asc'), text);
      expect(await codesOf(provide(debs()))).toEqual(['build.repository-untrusted']);
    }
  });

  it('whose list or content is not what is signed are refused', async () => {
    await publishDebs();
    server.files.set('/debian/pool/lib.deb', Buffer.from('bad.deb'));
    expect(await codesOf(provide(debs()))).toEqual(['build.corrupt']);
    server.files.set('/debian/dists/stable/main/binary-amd64/Packages.gz', gzipSync('Package: app\n'));
    await rm(join(dir, 'cache'), { recursive: true });
    expect(await codesOf(provide(debs()))).toEqual(['build.corrupt']);
  });
});
