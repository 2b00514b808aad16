import type { PackageOrder } from '../../../shared/contract/making.ts';
import { packagesFor } from '../../../shared/bundle/os-packages.ts';
import { registryProgram } from '../../../shared/catalog/programs.ts';
import { readRepository, systemRepositories } from '../../../shared/catalog/systems.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { createdAt, downloadsAtOnce, downloadsFolder } from '../bundle/build/build-defaults.ts';
import type { BuildOrder } from '../bundle/build/build.ts';
import type { Login } from '../bundle/fetch/credentials.ts';
import { readMirror } from '../bundle/fetch/mirrors.ts';
import { readPrivateKey } from '../bundle/signature/keys.ts';

/** What a face orders, as the builder wants it. @throws {ProblemError} `build.*`, `bundle.key-unusable`, `secrets.file-mode` */
export async function buildOrderOf(order: PackageOrder, logins: ReadonlyMap<string, Login>): Promise<BuildOrder> {
  const { archs, key, mirrors, split, systems, packages, registry, ...rest } = order;
  return {
    ...rest,
    archs,
    onDemand: registry ? [registryProgram] : [],
    packages: systems.flatMap(({ system: os, repositories, keys, isoSums }) => {
      const names = packagesFor(packages, os);
      const sources = repositories.length > 0 ? repositories.map(repositoryOf) : (systemRepositories[os] ?? []);
      if (names.length === 0) return [];
      if (sources.length === 0) throw new ProblemError(problem('build.no-repository', { system: os }));
      return archs.map((arch) => ({ os, arch, names, repositories: sources, keys, isoSums }));
    }),
    mirrors: mirrors.map(readMirror),
    logins: new Map(logins),
    cache: downloadsFolder(process.env),
    parallel: downloadsAtOnce,
    split,
    key: key === undefined ? undefined : await readPrivateKey(key),
    created: createdAt(process.env),
  };
}

function repositoryOf(text: string) {
  const repository = readRepository(text);
  if (!repository) throw new ProblemError(problem('build.repository-unclear', { text }));
  return repository;
}
