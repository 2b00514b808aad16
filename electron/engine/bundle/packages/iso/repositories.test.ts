import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createCleartextMessage, createMessage, generateKey, type PrivateKey, readPrivateKey, sign } from 'openpgp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../../../shared/problems/problem.ts';
import { openCache } from '../../fetch/cache.ts';
import { httpClient } from '../../fetch/client.ts';
import { type PackageOrder, providePackages } from '../provide.ts';
import { isoImage } from './iso.fixture.ts';
import { openIsoShelf } from './repositories.ts';

let dir: string;
let key: PrivateKey;
let fetched: number;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-iso-'));
  const made = await generateKey({ userIDs: [{ name: 'distribution' }], format: 'armored' });
  key = await readPrivateKey({ armoredKey: made.privateKey });
  await writeFile(join(dir, 'keys.asc'), made.publicKey);
  fetched = 0;
});
afterEach(() => rm(dir, { recursive: true }));

const { signal } = new AbortController();
const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

/** Debian's form, as its DVDs have it: a Release that nobody signed. */
function debs(): Record<string, Buffer> {
  const [app, lib] = [Buffer.from('app.deb'), Buffer.from('lib.deb')];
  const stanza = (name: string, content: Buffer, more = '') =>
    `Package: ${name}\nVersion: 1\nArchitecture: all\nFilename: pool/main/${name}_1+x~2.deb\nSize: ${content.length}\nSHA256: ${sha256(content)}\n${more}`;
  const packages = gzipSync(`${stanza('app', app, 'Depends: lib\n')}\n${stanza('lib', lib)}`);
  const release = `Suite: stable\nComponents: main contrib\nSHA256:\n ${sha256(packages)} ${packages.length} main/binary-amd64/Packages.gz\n`;
  return {
    'dists/bookworm/Release': Buffer.from(release),
    'dists/bookworm/main/binary-amd64/Packages.gz': packages,
    'pool/main/app_1+x~2.deb': app,
    'pool/main/lib_1+x~2.deb': lib,
  };
}

/** As the DVDs of the RHEL family have it: several directories, and nothing that is signed. */
function rpms(): Record<string, Buffer> {
  const repository = (directory: string, name: string, requires = '') => {
    const content = Buffer.from(`${name}.rpm`);
    const primary = gzipSync(
      `<metadata><package type="rpm"><name>${name}</name><arch>x86_64</arch><version epoch="0" ver="1" rel="1"/>
        <checksum type="sha256">${sha256(content)}</checksum><size package="${content.length}"/><location href="Packages/${name}.rpm"/>
        <format><rpm:provides><rpm:entry name="${name}"/></rpm:provides>${requires}</format></package></metadata>`,
    );
    const index = `<repomd><data type="primary"><checksum type="sha256">${sha256(primary)}</checksum>
      <location href="repodata/p.xml.gz"/><size>${primary.length}</size></data></repomd>`;
    return {
      [`${directory}/repodata/repomd.xml`]: Buffer.from(index),
      [`${directory}/repodata/p.xml.gz`]: primary,
      [`${directory}/Packages/${name}.rpm`]: content,
    };
  };
  const needsLib = '<rpm:requires><rpm:entry name="lib"/></rpm:requires>';
  return { ...repository('AppStream', 'app', needsLib), ...repository('BaseOS', 'lib') };
}

async function detached(content: Buffer): Promise<Buffer> {
  const message = await createMessage({ binary: new Uint8Array(content) });
  return Buffer.from(String(await sign({ message, signingKeys: key, detached: true })));
}

/** Provides `app` from an image of these files. */
async function provided(files: Record<string, Buffer>, order: Partial<PackageOrder> = {}) {
  const path = join(dir, 'medium 1.iso');
  const image = isoImage(files, { joliet: true });
  await writeFile(path, image);
  const isos = openIsoShelf(signal);
  return await providePackages(
    { os: 'debian12', arch: 'amd64', names: ['app'], repositories: [{ kind: 'iso', path }], isoSums: [sha256(image)], ...order },
    {
      ...{ cache: openCache(join(dir, 'cache')), client: httpClient(new Map(), signal), mirrors: [], isos },
      onBytes: (bytes, kind) => {
        if (kind === 'fetched') fetched += bytes;
      },
    },
  ).finally(isos.close);
}
const codesOf = (work: Promise<unknown>) =>
  work.then(
    () => [],
    (error: unknown) => (error instanceof ProblemError ? error.problems.map((one) => one.code) : [String(error)]),
  );
const unsigned = { isoSums: [], keys: undefined };

describe('an image whose sum the operator gives', () => {
  it('brings debs with what they need, and says where they are from', async () => {
    const parts = await provided(debs());
    expect(parts.map(({ name, file, needs, source }) => [name, file, needs, source])).toEqual([
      ['app', 'app_1+x~2.deb', ['lib'], 'iso:///medium 1.iso/pool/main/app_1+x~2.deb'],
      ['lib', 'lib_1+x~2.deb', undefined, 'iso:///medium 1.iso/pool/main/lib_1+x~2.deb'],
    ]);
    expect(fetched).toBe(0);
  });

  it('brings rpms of all its repositories', async () => {
    const parts = await provided(rpms(), { os: 'rocky9' });
    expect(parts.map(({ name, source }) => [name, source])).toEqual([
      ['app', 'iso:///medium 1.iso/AppStream/Packages/app.rpm'],
      ['lib', 'iso:///medium 1.iso/BaseOS/Packages/lib.rpm'],
    ]);
  });

  it.each([
    ["coreutils' form", (sum: string) => `${'0'.repeat(64)}  other.iso\n${sum}  debian.iso\n`],
    ['marked as binary', (sum: string) => `${sum.toUpperCase()} *debian.iso\r\n`],
    ["BSD's form", (sum: string) => `# Rocky.iso: 1 bytes\nSHA256 (Rocky.iso) = ${sum}\n`],
  ])('may have it in a list of %s', async (_, listOf) => {
    const list = join(dir, 'SHA256SUMS');
    await writeFile(list, listOf(sha256(isoImage(debs(), { joliet: true }))));
    expect(await provided(debs(), { isoSums: [list] })).toHaveLength(2);
  });

  it('is refused where it is another one, whatever is signed in it', async () => {
    expect(await codesOf(provided(debs(), { isoSums: ['0'.repeat(64)] }))).toEqual(['build.iso-other']);
    const signed = {
      ...debs(),
      'dists/bookworm/Release.gpg': await detached(debs()['dists/bookworm/Release'] ?? Buffer.alloc(0)),
    };
    const given = { isoSums: ['0'.repeat(64)], keys: join(dir, 'keys.asc') };
    expect(await codesOf(provided(signed, given))).toEqual(['build.iso-other']);
  });

  it.each(['nowhere', 'keys.asc'])('is refused where its list is %s', async (name) => {
    expect(await codesOf(provided(debs(), { isoSums: [join(dir, name)] }))).toEqual(['build.file-unreadable']);
  });
});

describe('an image whose sum nobody gives', () => {
  it('is refused where nothing in it is signed', async () => {
    for (const files of [debs(), rpms()]) {
      expect(await codesOf(provided(files, unsigned))).toEqual(['build.iso-unproven']);
      expect(await codesOf(provided(files, { isoSums: [], keys: join(dir, 'keys.asc') }))).toEqual(['build.iso-unproven']);
    }
  });

  it('is taken where its metadata is signed by a key that is given', async () => {
    const keys = { isoSums: [], keys: join(dir, 'keys.asc') };
    const release = debs()['dists/bookworm/Release'] ?? Buffer.alloc(0);
    const beside = { ...debs(), 'dists/bookworm/Release.gpg': await detached(release) };
    expect(await provided(beside, keys)).toHaveLength(2);
    expect(await codesOf(provided(beside, unsigned))).toEqual(['build.repository-untrusted']);
    const text = await createCleartextMessage({ text: release.toString() });
    const inline = { ...debs(), 'dists/bookworm/InRelease': Buffer.from(await sign({ message: text, signingKeys: key })) };
    expect(await provided(inline, keys)).toHaveLength(2);
    const repomds = Object.entries(rpms()).filter(([path]) => path.endsWith('repomd.xml'));
    const signatures = await Promise.all(repomds.map(async ([path, xml]) => [`${path}.asc`, await detached(xml)] as const));
    expect(await provided({ ...rpms(), ...Object.fromEntries(signatures) }, keys)).toHaveLength(2);
  });

  it('is refused where what is signed was changed', async () => {
    const signature = await detached(debs()['dists/bookworm/Release'] ?? Buffer.alloc(0));
    const changed = {
      ...debs(),
      'dists/bookworm/Release.gpg': signature,
      'dists/bookworm/Release': Buffer.from('Suite: other\n'),
    };
    expect(await codesOf(provided(changed, { isoSums: [], keys: join(dir, 'keys.asc') }))).toEqual([
      'build.repository-untrusted',
    ]);
  });
});

describe('an image', () => {
  it.each<[string, Record<string, Buffer>, string]>([
    ['without packages', { 'boot/vmlinuz': Buffer.from('x') }, 'build.iso-no-repository'],
    ['that lacks a list of its own', without(debs(), /Packages/), 'build.iso-lacks'],
    ['that lacks a package of its own', without(debs(), /lib_1/), 'build.iso-lacks'],
    [
      'with a package that is not what its list says',
      { ...debs(), 'pool/main/lib_1+x~2.deb': Buffer.from('bad.deb') },
      'build.corrupt',
    ],
  ])('%s is refused', async (_, files, code) => {
    expect(await codesOf(provided(files))).toEqual([code]);
  });

  it('of another architecture has nothing for this one', async () => {
    expect(await codesOf(provided(debs(), { arch: 'arm64' }))).toEqual(['build.packages-missing']);
  });
});

function without(files: Record<string, Buffer>, what: RegExp): Record<string, Buffer> {
  return Object.fromEntries(Object.entries(files).filter(([path]) => !what.test(path)));
}
