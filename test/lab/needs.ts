import { existsSync } from 'node:fs';
import { run, succeeds } from './command.ts';

/** Something that the lab wants of this machine. `package` is Debian's, where there is one. */
export interface Need {
  readonly what: string;
  /** For nodes to run, or to build the binaries (`kit`) that the bundle is made of. */
  readonly for: 'nodes' | 'kit';
  readonly package?: string;
  readonly met: () => Promise<boolean>;
}

const command = async (name: string): Promise<boolean> => succeeds('sh', ['-c', 'command -v "$0" >/dev/null', name]);

/** Kubernetes' own modules ask for it. */
const oldestGo = { major: 1, minor: 26 } as const;
async function goIsNew(): Promise<boolean> {
  const version = /go(\d+)\.(\d+)/.exec(await run('go', ['env', 'GOVERSION']).catch(() => ''));
  const [major = 0, minor = 0] = version?.slice(1).map(Number) ?? [];
  return major > oldestGo.major || (major === oldestGo.major && minor >= oldestGo.minor);
}

const needs: readonly Need[] = [
  { what: 'Linux', for: 'nodes', met: async () => Promise.resolve(process.platform === 'linux') },
  { what: 'root', for: 'nodes', met: async () => Promise.resolve(process.getuid?.() === 0) },
  { what: 'LXC', for: 'nodes', package: 'lxc', met: async () => command('lxc-start') },
  { what: 'iproute2', for: 'nodes', package: 'iproute2', met: async () => (await command('ip')) && command('tc') },
  { what: 'mmdebstrap', for: 'nodes', package: 'mmdebstrap', met: async () => command('mmdebstrap') },
  { what: "OpenSSH's client", for: 'nodes', package: 'openssh-client', met: async () => command('ssh-keygen') },
  { what: `Go ${oldestGo.major}.${oldestGo.minor} or later`, for: 'kit', met: goIsNew },
  { what: 'a C compiler', for: 'kit', package: 'build-essential', met: async () => command('cc') },
  { what: 'pkg-config', for: 'kit', package: 'pkg-config', met: async () => command('pkg-config') },
  {
    what: "libseccomp's headers",
    for: 'kit',
    package: 'libseccomp-dev',
    met: async () => Promise.resolve(existsSync('/usr/include/seccomp.h')),
  },
];

/** What this machine lacks. */
export async function missing(): Promise<Need[]> {
  const met = await Promise.all(needs.map((need) => need.met()));
  return needs.filter((_, i) => !met[i]);
}

/** Installs packages of Debian's, where this process may; waits for whoever installs others. @throws CommandError where apt does */
export async function installPackages(packages: readonly string[], signal?: AbortSignal): Promise<void> {
  if (process.getuid?.() !== 0 || !(await command('apt-get'))) return;
  const settings = { env: { DEBIAN_FRONTEND: 'noninteractive' }, signal };
  const options = ['-qq', '-y', '-o', 'DPkg::Lock::Timeout=600', '--no-install-recommends', 'install', ...packages];
  if (await succeeds('apt-get', options, settings)) return;
  await run('apt-get', ['-qq', 'update'], settings);
  await run('apt-get', options, settings);
}

/** Installs what Debian has of it, where this process may; gives what is still lacking. */
export async function install(lacking: readonly Need[], signal?: AbortSignal): Promise<Need[]> {
  const packages = lacking.flatMap((need) => need.package ?? []);
  if (!packages.length) return [...lacking];
  await installPackages(packages, signal);
  return await missing();
}

/** Installs what is lacking for nodes or for the kit. @throws naming what cannot be had. */
export async function provide(wanted: readonly Need['for'][], signal?: AbortSignal): Promise<void> {
  const lacking = (await missing()).filter((need) => wanted.includes(need.for));
  const still = (await install(lacking, signal)).filter((need) => wanted.includes(need.for));
  if (still.length) throw new Error(`this machine lacks ${still.map((need) => need.what).join(', ')}`);
}
