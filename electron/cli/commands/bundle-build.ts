import { registryProgram } from '../../../shared/catalog/programs.ts';
import { archesOf, systemsOf } from '../../../shared/bundle/inventory.ts';
import { packagesFor } from '../../../shared/bundle/os-packages.ts';
import { readRepository, systemRepositories } from '../../../shared/catalog/systems.ts';
import { type Arch, arch } from '../../../shared/model/scalars.ts';
import { createdAt, downloadsAtOnce, downloadsFolder } from '../../engine/bundle/build/build-defaults.ts';
import { buildBundle } from '../../engine/bundle/build/build.ts';
import { readCredentials } from '../../engine/bundle/fetch/credentials.ts';
import { readInventory } from '../../engine/bundle/inventory-file.ts';
import { readMirror } from '../../engine/bundle/fetch/mirrors.ts';
import type { PackageOrder } from '../../engine/bundle/packages/provide.ts';
import { readPrivateKey } from '../../engine/bundle/signature/keys.ts';
import type { Language } from '../../../shared/problems/problem.ts';
import type { Console } from '../console.ts';
import { exit, type Exit } from '../exit.ts';
import { type BundleArguments, misuse, sizeOf } from './bundle-arguments.ts';
import { progressLine } from './bundle-progress.ts';

const words = {
  en: {
    networks: 'flannel; a bundle without a pod network installs no cluster',
    resolve: 'Finding the images …',
    fetch: 'fetching',
    write: 'writing',
    built: (parts: number, fetched: string, present: string) =>
      `${parts} parts; ${fetched} MB came over the line, ${present} MB were here already.`,
  },
  zh: {
    networks: '仅支持 flannel；不含 Pod 网络的离线包无法安装集群',
    resolve: '正在查找镜像……',
    fetch: '正在下载',
    write: '正在写入',
    built: (parts: number, fetched: string, present: string) => `${parts} 个部件；下载 ${fetched} MB，已有 ${present} MB。`,
  },
};

/** `barque bundle build`: everything is fetched, proven and written into one file. What was cut off goes on where it was. */
export async function build(given: BundleArguments, console: Console, signal: AbortSignal): Promise<Exit> {
  const { language } = console;
  const say = words[language];
  const { kubernetes, out, network = 'flannel', arch: machines = 'amd64', ...rest } = await completed(given);
  if (kubernetes === undefined || out === undefined) throw misuse('--kubernetes VERSION -o FILE', language);
  if (network !== 'flannel') throw misuse(`--network ${network}: ${say.networks}`, language);
  const archs = listOf(machines).map((one) => archOf(one, language));
  let shown = progressLine(say.fetch, given.json, console);
  try {
    const built = await buildBundle(
      {
        kubernetes: kubernetes.replace(/^v/, ''),
        network,
        archs,
        images: given.image ?? [],
        charts: given.chart ?? [],
        files: given.file ?? [],
        onDemand: given.registry ? [registryProgram] : [],
        packages: packagesOf(rest, archs, language),
        mirrors: (given.mirror ?? []).map(readMirror),
        logins: given.credentials === undefined ? new Map() : await readCredentials(given.credentials),
        cache: given.cache ?? downloadsFolder(process.env),
        parallel: parallelOf(given.parallel, language),
        out,
        split: given.split === undefined ? undefined : sizeOf(given.split, language),
        key: given.key === undefined ? undefined : await readPrivateKey(given.key),
        created: createdAt(process.env),
      },
      {
        stage: (stage) => {
          shown.end();
          if (stage !== 'resolve') shown = progressLine(say[stage], given.json, console);
          else if (!given.json) console.print(`${say.resolve}\n`);
        },
        progress: (progress) => shown.at(progress),
      },
      signal,
    );
    shown.end();
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    if (given.json) console.print(`${JSON.stringify({ type: 'built', ...built })}\n`);
    else
      console.print(`${say.built(built.parts, megabytes(built.fetched), megabytes(built.present))}\n${built.files.join('\n')}\n`);
    return exit.success;
  } finally {
    shown.end();
  }
}

/** What was not said is as the site's inventory has it: its version, its architectures, and for packages its systems. */
async function completed(given: BundleArguments): Promise<BundleArguments> {
  if (given.for === undefined) return given;
  const { kubernetes, network, packages, hosts } = await readInventory(given.for);
  const named = given.package ?? (packages.length > 0 ? packages.join(',') : undefined);
  const systems = systemsOf(hosts).join(',');
  const site = { kubernetes, network, arch: archesOf(hosts).join(',') };
  return { ...site, ...(named !== undefined && { os: systems, package: named }), ...given };
}

const listOf = (text: string | undefined): string[] => (text ?? '').split(',').filter((one) => one !== '');

function archOf(text: string, language: Language): Arch {
  const { data } = arch.safeParse(text);
  if (data === undefined) throw misuse(`--arch ${text}: ${arch.options.join(', ')}`, language);
  return data;
}

function parallelOf(text: string | undefined, language: Language): number {
  const parallel = Number(text ?? downloadsAtOnce);
  if (!Number.isInteger(parallel) || parallel < 1 || parallel > 64) throw misuse('--parallel 1..64', language);
  return parallel;
}

/** Packages are wanted for every system that is named, for every architecture. */
function packagesOf(
  given: Pick<BundleArguments, 'os' | 'package' | 'repository' | 'repository-keys' | 'iso-sha256'>,
  archs: readonly Arch[],
  language: Language,
): PackageOrder[] {
  const names = listOf(given.package);
  const systems = listOf(given.os);
  if (systems.length === 0 && names.length === 0) return [];
  if (systems.length === 0 || names.length === 0) throw misuse('--os SYSTEM --package NAME', language);
  const own = pairs(given.repository ?? [], language);
  const keys = new Map(pairs(given['repository-keys'] ?? [], language));
  return systems.flatMap((os) => {
    const its = packagesFor(names, os);
    if (its.length === 0) return [];
    const named = own
      .filter(([system]) => system === os)
      .map(([, text]) => {
        const repository = readRepository(text);
        if (!repository) throw misuse(`--repository ${text}`, language);
        return repository;
      });
    const repositories = named.length > 0 ? named : (systemRepositories[os] ?? []);
    const file = keys.get(os);
    if (repositories.length === 0) throw misuse(`--repository ${os}=…; ${Object.keys(systemRepositories).join(', ')}`, language);
    // what of an ISO image is signed, and whether its sum is given, is found out when it is read
    if (file === undefined && repositories.some(({ kind }) => kind !== 'iso'))
      throw misuse(`--repository-keys ${os}=FILE`, language);
    return archs.map((one) => ({ os, arch: one, names: its, repositories, keys: file, isoSums: given['iso-sha256'] }));
  });
}

const pairs = (texts: readonly string[], language: Language): [string, string][] =>
  texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 1) throw misuse(text, language);
    return [text.slice(0, at), text.slice(at + 1)];
  });
