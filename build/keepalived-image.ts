// npm run keepalived-image -- KEYRING: refreshes shared/catalog/keepalived-image.json: the packages of Debian 12 as they are now, proven
// by Debian's archive keys in KEYRING, and of these Keepalived, curl and every library that they are linked to. Needs dpkg-deb, readelf.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';
import { downloadsFolder } from '../electron/engine/bundle/build/build-defaults.ts';
import { keepalivedLayer } from '../electron/engine/bundle/build/keepalived-layer.ts';
import { openCache } from '../electron/engine/bundle/fetch/cache.ts';
import { httpClient } from '../electron/engine/bundle/fetch/client.ts';
import { openIsoShelf } from '../electron/engine/bundle/packages/iso/repositories.ts';
import { providePackages } from '../electron/engine/bundle/packages/provide.ts';
import { type ImagePackage, keepalivedImageData } from '../shared/catalog/keepalived-image.ts';
import type { Arch } from '../shared/model/scalars.ts';

const debian = 'https://deb.debian.org';
const repositories = (
  [
    ['debian', 'bookworm'],
    ['debian-security', 'bookworm-security'],
  ] as const
).map(([name, suite]) => ({ kind: 'deb', url: `${debian}/${name}`, suite, components: ['main'] }) as const);
const roots = ['usr/sbin/keepalived', 'usr/bin/curl', 'bin/busybox'];
const packages = ['keepalived', 'curl', 'busybox-static'];

const execute = promisify(execFile);
const { signal } = new AbortController();
const cache = openCache(downloadsFolder(process.env));
const keyring = process.argv[2];
if (keyring === undefined) throw new Error('npm run keepalived-image -- /path/to/debian-archive-keyring.gpg');

/** A package, unpacked; its files and links, by their paths from its root. */
interface Unpacked extends Omit<ImagePackage, 'files'> {
  readonly directory: string;
  readonly paths: ReadonlySet<string>;
  readonly taken: Record<string, string>;
}

async function unpackedFor(arch: Arch, scratch: string): Promise<Unpacked[]> {
  const isos = openIsoShelf(signal);
  const means = { cache, client: httpClient(new Map(), signal), mirrors: [], isos, onBytes: () => undefined };
  const parts = await providePackages({ os: 'debian12', arch, names: packages, repositories, keys: keyring }, means);
  const all: Unpacked[] = [];
  for (const { name, version, digest, size, source = '' } of parts) {
    const directory = join(scratch, arch, name);
    await execute('mkdir', ['-p', directory]);
    await execute('dpkg-deb', ['--extract', join(cache.directory, 'sha256', digest.slice('sha256:'.length)), directory]);
    const found = await readdir(directory, { recursive: true, withFileTypes: true });
    const paths = new Set(
      found.filter((one) => !one.isDirectory()).map((one) => posix.relative(directory, join(one.parentPath, one.name))),
    );
    all.push({ name, version, digest, size, path: source.replace(`${debian}/`, ''), directory, paths, taken: {} });
  }
  return all;
}

/** The regular file of a package that a path of it leads to. */
async function regular(one: Unpacked, path: string): Promise<string> {
  const link = await readlink(join(one.directory, path)).catch(() => undefined);
  if (link === undefined) return path;
  return await regular(one, posix.relative('/', posix.resolve(`/${posix.dirname(path)}`, link)));
}

/** What a program or a library is linked to: names of libraries, and the path of the loader. */
async function linkedTo(path: string): Promise<string[]> {
  const { stdout } = await execute('readelf', ['--wide', '--dynamic', '--program-headers', path]);
  return [...stdout.matchAll(/\(NEEDED\).*\[([^\]]+)\]|program interpreter: \/([^\]]+)\]/g)].map(
    ([, library, loader]) => library ?? loader ?? '',
  );
}

/** Notes in each package what is taken of it, beginning with the programs, and the copyright of each that something is taken of. */
async function choose(all: readonly Unpacked[]): Promise<void> {
  const queue = [...roots];
  const chosen = new Set<string>();
  for (let wanted = queue.shift(); wanted !== undefined; wanted = queue.shift()) {
    const is = (path: string) => path === wanted || (/^(usr\/)?lib\/[^/]+\/[^/]+$/.test(path) && posix.basename(path) === wanted);
    const [one] = all.filter(({ paths }) => [...paths].some(is));
    const path = [...(one?.paths ?? [])].find(is);
    if (!one || path === undefined) throw new Error(`no package has ${wanted}`);
    if (chosen.has(path)) continue;
    chosen.add(path);
    one.taken[path] = await regular(one, path);
    queue.push(...(await linkedTo(join(one.directory, one.taken[path]))));
  }
  for (const one of all) {
    const copyright = `usr/share/doc/${one.name}/copyright`;
    if (Object.keys(one.taken).length > 0 && one.paths.has(copyright)) {
      const file = await regular(one, copyright);
      if (one.paths.has(file)) one.taken[copyright] = file;
    }
  }
}

async function contentsFor(arch: Arch, scratch: string) {
  const all = await unpackedFor(arch, scratch);
  await choose(all);
  const files = new Map<string, Buffer>();
  for (const { directory, taken } of all)
    for (const [name, from] of Object.entries(taken)) files.set(name, await readFile(join(directory, from)));
  const layer = createHash('sha256').update(keepalivedLayer(files)).digest('hex');
  const used = all.filter(({ taken }) => Object.keys(taken).length > 0);
  return {
    layer: `sha256:${layer}`,
    packages: used.map(({ name, version, path, digest, size, taken }) => ({ name, version, path, digest, size, files: taken })),
  };
}

const scratch = await mkdtemp(join(tmpdir(), 'keepalived-image-'));
try {
  const contents = { amd64: await contentsFor('amd64', scratch), arm64: await contentsFor('arm64', scratch) };
  const version = /^(?:\d+:)?([\d.]+)/.exec(
    contents.amd64.packages.find(({ name }) => name === 'keepalived')?.version ?? '',
  )?.[1];
  const snapshot = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const data = keepalivedImageData.parse({ version, snapshot, contents });
  await writeFile(join(import.meta.dirname, '../shared/catalog/keepalived-image.json'), `${JSON.stringify(data, null, 2)}\n`);
} finally {
  await rm(scratch, { recursive: true });
}
