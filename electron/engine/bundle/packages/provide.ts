import { Decompress } from 'fzstd';
import type { PublicKey } from 'openpgp';
import { debianPackages, releaseFiles } from '../../../../shared/bundle/packages/debian.ts';
import { type RepositoryPackage, resolvePackages } from '../../../../shared/bundle/packages/resolve.ts';
import { primaryOf, rpmPackages } from '../../../../shared/bundle/packages/rpm.ts';
import { unxz } from '../../../../shared/bundle/packages/xz.ts';
import { compareDebian, compareRpm } from '../../../../shared/bundle/packages/versions.ts';
import type { RepositorySource } from '../../../../shared/catalog/systems.ts';
import { type OsPackagePart, osPackagePart } from '../../../../shared/model/bundle.ts';
import type { Arch } from '../../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { gunzipped } from '../build/gzip.ts';
import type { Cache, OnBytes } from '../fetch/cache.ts';
import { type Client, shown } from '../fetch/client.ts';
import { type Mirror, placeOfUrl } from '../fetch/mirrors.ts';
import { clearText, proveDetached, readRepositoryKeys, untrusted } from './signature.ts';

/** Packages of an operating system, with all that they depend on. */
export interface PackageOrder {
  readonly os: string;
  readonly arch: Arch;
  readonly names: readonly string[];
  readonly repositories: readonly RepositorySource[];
  /** The file of OpenPGP keys that sign them. */
  readonly keys: string;
}

interface Means {
  readonly cache: Cache;
  readonly client: Client;
  readonly mirrors: readonly Mirror[];
  readonly onBytes: OnBytes;
}

/** A package, and the address that its path is below. */
type Placed = RepositoryPackage & { readonly base: string };

/** Metadata is text: decompressed, more is a bomb. In bytes. */
const largest = 1024 ** 3;

/**
 * Reads repositories, proves their metadata, resolves the packages and fetches them.
 * @throws {ProblemError} `build.repository-untrusted`, `build.packages-missing`, and those of downloads
 */
export async function providePackages(order: PackageOrder, means: Means): Promise<OsPackagePart[]> {
  const { os, arch, names, repositories } = order;
  const keys = await readRepositoryKeys(order.keys);
  const available: Placed[] = [];
  for (const repository of repositories)
    for (const one of await packagesOf(repository, arch, keys, means))
      if (one.arch === arch || one.arch === 'any') available.push(one);
  const isDebian = repositories.some(({ kind }) => kind === 'deb');
  const { packages, needs, missing } = resolvePackages(names, available, isDebian ? compareDebian : compareRpm);
  if (missing.length > 0) throw new ProblemError(problem('build.packages-missing', { os, missing: missing.slice(0, 50) }));

  const parts: OsPackagePart[] = [];
  for (const one of packages) {
    const { base, path, digest, size, name, version, arch: its, licence } = one;
    const source = `${base}/${path}`;
    await means.cache.provide({ url: placeOfUrl(source, means.mirrors), digest, size }, means.client, means.onBytes);
    const file = path.slice(path.lastIndexOf('/') + 1).replaceAll('%', '_');
    const part = osPackagePart.safeParse({
      kind: 'os-package',
      os,
      name,
      version,
      arch: its,
      file,
      ...(needs.get(one)?.length && { needs: needs.get(one) }),
      digest,
      size,
      licence,
      source,
    });
    if (!part.success) throw untrusted(source, 'a package of an impossible name');
    parts.push(part.data);
  }
  return parts;
}

async function packagesOf(repository: RepositorySource, arch: Arch, keys: PublicKey[], means: Means): Promise<Placed[]> {
  const base = repository.url.replaceAll('{arch}', { amd64: 'x86_64', arm64: 'aarch64' }[arch]).replace(/\/$/, '');
  const found = repository.kind === 'deb' ? await ofDebian(base, repository, arch, keys, means) : await ofRpm(base, keys, means);
  return found.map((one) => ({ ...one, base }));
}

async function ofDebian(
  base: string,
  { suite, components }: RepositorySource & { kind: 'deb' },
  arch: Arch,
  keys: PublicKey[],
  means: Means,
): Promise<RepositoryPackage[]> {
  const url = (path: string) => placeOfUrl(`${base}/dists/${suite}/${path}`, means.mirrors);
  const where = shown(url('InRelease'));
  const release = await clearText((await means.client.document(url('InRelease'))).bytes, keys, where);
  const files = releaseFiles(release);
  const all: RepositoryPackage[] = [];
  for (const component of components) {
    const plain = `${component}/binary-${arch}/Packages`;
    // the plain list is named also where it is not there
    const path = [`${plain}.gz`, `${plain}.xz`].find((name) => files.has(name)) ?? plain;
    const file = files.get(path);
    if (!file) throw untrusted(where, `it does not name ${plain}.gz`);
    await means.cache.provide({ url: url(path), ...file }, means.client, means.onBytes);
    all.push(...debianPackages(await textOf(path, means.cache.read(file.digest), shown(url(path)))));
  }
  return all;
}

async function ofRpm(base: string, keys: PublicKey[], means: Means): Promise<RepositoryPackage[]> {
  const url = (path: string) => placeOfUrl(`${base}/${path}`, means.mirrors);
  const [index, signature] = [url('repodata/repomd.xml'), url('repodata/repomd.xml.asc')];
  const { bytes } = await means.client.document(index);
  await proveDetached(bytes, (await means.client.document(signature)).bytes, keys, shown(index));
  const primary = parsed(() => primaryOf(bytes.toString('utf8')), shown(index));
  if (!primary) throw untrusted(shown(index), 'it names no primary.xml with a SHA-256');
  await means.cache.provide({ url: url(primary.path), ...primary }, means.client, means.onBytes);
  const where = shown(url(primary.path));
  const xml = await textOf(primary.path, means.cache.read(primary.digest), where);
  return parsed(() => rpmPackages(xml), where);
}

/** @throws {ProblemError} `build.malformed` where it is not XML */
function parsed<T>(parse: () => T, where: string): T {
  try {
    return parse();
  } catch {
    throw malformed(where, 'not XML');
  }
}

/** The text of a document, decompressed by its name. @throws {ProblemError} `build.malformed` */
async function textOf(path: string, content: AsyncIterable<Buffer>, where: string): Promise<string> {
  const source = path.endsWith('.gz') ? gunzipped(content, where) : path.endsWith('.zst') ? unzstd(content, where) : content;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > largest) throw malformed(where, `more than ${largest} bytes, decompressed`);
    chunks.push(chunk);
  }
  const whole = Buffer.concat(chunks);
  return (path.endsWith('.xz') ? unxzed(whole, where) : whole).toString('utf8');
}

function unxzed(content: Buffer, where: string): Buffer {
  try {
    return Buffer.from(unxz(content, largest));
  } catch (error) {
    throw malformed(where, error instanceof SyntaxError ? error.message : 'not xz, or damaged');
  }
}

async function* unzstd(content: AsyncIterable<Buffer>, where: string): AsyncGenerator<Buffer, undefined> {
  let made: Buffer[] = [];
  const decompress = new Decompress((chunk) => made.push(Buffer.from(chunk)));
  try {
    for await (const chunk of content) {
      decompress.push(chunk);
      yield* made;
      made = [];
    }
    decompress.push(new Uint8Array(), true);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    throw malformed(where, 'not zstd, or damaged');
  }
  yield* made;
}

const malformed = (url: string, reason: string) => new ProblemError(problem('build.malformed', { url, reason }));
