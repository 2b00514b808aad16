import { Decompress } from 'fzstd';
import type { PublicKey } from 'openpgp';
import { debianPackages, releaseComponents, releaseFiles } from '../../../../shared/bundle/packages/debian.ts';
import type { RepositoryPackage } from '../../../../shared/bundle/packages/resolve.ts';
import { primaryOf, rpmPackages } from '../../../../shared/bundle/packages/rpm.ts';
import { unxz } from '../../../../shared/bundle/packages/xz.ts';
import type { Arch } from '../../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { gunzipped } from '../build/gzip.ts';
import type { Cache, OnBytes } from '../fetch/cache.ts';
import { shown } from '../fetch/client.ts';
import type { Origin } from './origin.ts';
import { clearText, proveDetached, untrusted } from './signature.ts';

/** What a repository's metadata is read with. */
export interface Reading {
  readonly cache: Cache;
  readonly keys: PublicKey[];
  readonly onBytes: OnBytes;
}

/** Metadata is text: decompressed, more is a bomb. In bytes. */
const largest = 1024 ** 3;

/**
 * The packages of a suite, from lists that its signed Release names.
 * @param components those that it must have; without them all that Release names, where it has them for this architecture
 * @throws {ProblemError} `build.repository-untrusted`, `build.iso-unproven`, `build.malformed`, and those of downloads
 */
export async function debianRepository(
  origin: Origin,
  { suite, components }: { readonly suite: string; readonly components?: readonly string[] },
  arch: Arch,
  { cache, keys, onBytes }: Reading,
): Promise<RepositoryPackage[]> {
  const below = (path: string) => `dists/${suite}/${path}`;
  const release = await provenRelease(origin, below, keys);
  const where = shown(origin.url(below('Release')));
  const files = releaseFiles(release);
  const all: RepositoryPackage[] = [];
  for (const component of components ?? releaseComponents(release)) {
    const plain = `${component}/binary-${arch}/Packages`;
    // the plain list is named also where it is not there
    const path = [`${plain}.gz`, `${plain}.xz`].find((name) => files.has(name)) ?? plain;
    const file = files.get(path);
    if (!file && !components) continue;
    if (!file) throw untrusted(where, `it does not name ${plain}.gz`);
    const url = origin.url(below(path));
    await cache.provide({ url, ...file }, origin.client, onBytes);
    all.push(...debianPackages(await textOf(path, cache.read(file.digest), shown(url))));
  }
  return all;
}

/** A suite's Release: signed in itself, or by a signature beside it; either does where all of the medium is proven. */
async function provenRelease(origin: Origin, below: (path: string) => string, keys: PublicKey[]): Promise<string> {
  const [inline, plain, signature] = [below('InRelease'), below('Release'), below('Release.gpg')];
  const read = async (path: string) => (await origin.client.document(origin.url(path))).bytes;
  if (origin.isProven && (await origin.has(plain))) return (await read(plain)).toString('utf8');
  if (await origin.has(inline)) return await clearText(await read(inline), keys, shown(origin.url(inline)));
  if (!(await origin.has(signature))) throw origin.unproven(signature);
  const release = await read(plain);
  await proveDetached(release, await read(signature), keys, shown(origin.url(plain)));
  return release.toString('utf8');
}

/**
 * The packages of a repository of rpms, from the list that its signed repomd.xml names.
 * @throws {ProblemError} `build.repository-untrusted`, `build.iso-unproven`, `build.malformed`, and those of downloads
 */
export async function rpmRepository(origin: Origin, { cache, keys, onBytes }: Reading): Promise<RepositoryPackage[]> {
  const [index, signature] = ['repodata/repomd.xml', 'repodata/repomd.xml.asc'];
  const read = async (path: string) => (await origin.client.document(origin.url(path))).bytes;
  const of = shown(origin.url(index));
  if (!origin.isProven && !(await origin.has(signature))) throw origin.unproven(signature);
  const bytes = await read(index);
  if (!origin.isProven) await proveDetached(bytes, await read(signature), keys, of);
  const primary = parsed(() => primaryOf(bytes.toString('utf8')), of);
  if (!primary) throw untrusted(of, 'it names no primary.xml with a SHA-256');
  const url = origin.url(primary.path);
  await cache.provide({ url, ...primary }, origin.client, onBytes);
  const xml = await textOf(primary.path, cache.read(primary.digest), shown(url));
  return parsed(() => rpmPackages(xml), shown(url));
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
