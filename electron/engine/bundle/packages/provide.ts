import { type RepositoryPackage, resolvePackages } from '../../../../shared/bundle/packages/resolve.ts';
import { compareDebian, compareRpm } from '../../../../shared/bundle/packages/versions.ts';
import type { RepositorySource } from '../../../../shared/catalog/systems.ts';
import { type OsPackagePart, osPackagePart } from '../../../../shared/model/bundle.ts';
import type { Arch } from '../../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import type { Cache, OnBytes } from '../fetch/cache.ts';
import type { Client } from '../fetch/client.ts';
import type { Mirror } from '../fetch/mirrors.ts';
import { readChecksums } from './iso/checksums.ts';
import type { IsoRepository, IsoShelf } from './iso/repositories.ts';
import { debianRepository, type Reading, rpmRepository } from './metadata.ts';
import { type Origin, webOrigin } from './origin.ts';
import { readRepositoryKeys, untrusted } from './signature.ts';

/** Packages of an operating system, with all that they depend on. */
export interface PackageOrder {
  readonly os: string;
  readonly arch: Arch;
  readonly names: readonly string[];
  readonly repositories: readonly RepositorySource[];
  /** The file of OpenPGP keys that sign them. */
  readonly keys?: string | undefined;
  /** SHA-256 sums of ISO images, or files that list them; where there are any, each image of the order must have one of them. */
  readonly isoSums?: readonly string[] | undefined;
}

interface Means {
  readonly cache: Cache;
  readonly client: Client;
  readonly mirrors: readonly Mirror[];
  readonly isos: IsoShelf;
  readonly onBytes: OnBytes;
}

/** A package, and where its path leads. */
type Placed = RepositoryPackage & { readonly origin: Origin };
/** A repository to be read, of the network or of an ISO image; of that one, all components are taken. */
type Repository = IsoRepository & { readonly components?: readonly string[] };

/**
 * Reads repositories, proves their metadata, resolves the packages and fetches them.
 * @throws {ProblemError} `build.repository-untrusted`, `build.packages-missing`, `build.iso-*`, and those of downloads
 */
export async function providePackages(order: PackageOrder, means: Means): Promise<OsPackagePart[]> {
  const { os, arch, names } = order;
  const { cache, onBytes } = means;
  const keys = order.keys === undefined ? [] : await readRepositoryKeys(order.keys);
  const repositories = await repositoriesOf(order, means);
  const available: Placed[] = [];
  for (const repository of repositories) {
    const { origin } = repository;
    const reading: Reading = { cache, keys, onBytes: countedFor(origin, onBytes) };
    const packages =
      repository.kind === 'deb'
        ? await debianRepository(origin, repository, arch, reading)
        : await rpmRepository(origin, reading);
    for (const one of packages) if (one.arch === arch || one.arch === 'any') available.push({ ...one, origin });
  }
  const isDebian = repositories.some(({ kind }) => kind === 'deb');
  const { packages, needs, missing } = resolvePackages(names, available, isDebian ? compareDebian : compareRpm);
  if (missing.length > 0) throw new ProblemError(problem('build.packages-missing', { os, missing: missing.slice(0, 50) }));

  const parts: OsPackagePart[] = [];
  for (const one of packages) {
    const { origin, path, digest, size, name, version, arch: its, licence } = one;
    const source = `${origin.base}/${path}`;
    await cache.provide({ url: origin.url(path), digest, size }, origin.client, countedFor(origin, onBytes));
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

async function repositoriesOf({ repositories, arch, isoSums }: PackageOrder, means: Means): Promise<Repository[]> {
  const sums = await readChecksums(isoSums ?? []);
  const all: Repository[] = [];
  for (const source of repositories) {
    if (source.kind === 'iso') {
      all.push(...(await means.isos.repositories(source.path, sums)));
      continue;
    }
    const base = source.url.replaceAll('{arch}', { amd64: 'x86_64', arm64: 'aarch64' }[arch]).replace(/\/$/, '');
    all.push({ ...source, origin: webOrigin(base, means.client, means.mirrors) });
  }
  return all;
}

/** What is on this machine anyway never comes over the line. */
const countedFor =
  ({ isLocal }: Origin, onBytes: OnBytes): OnBytes =>
  (bytes, kind) => {
    if (!isLocal) onBytes(bytes, kind);
    else if (kind !== 'expected') onBytes(bytes, 'present');
  };
