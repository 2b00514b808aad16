/** A package repository: Debian's form with a suite and components, or one of rpms. `{arch}` stands for the system's word for it. */
export type RepositorySource =
  | { readonly kind: 'deb'; readonly url: string; readonly suite: string; readonly components: readonly string[] }
  | { readonly kind: 'rpm'; readonly url: string };

const deb = (url: string, suite: string, ...components: string[]): RepositorySource => ({ kind: 'deb', url, suite, components });
const rpm = (url: string): RepositorySource => ({ kind: 'rpm', url });
const debian = (suite: string) => [
  deb('https://deb.debian.org/debian', suite, 'main'),
  deb('https://security.debian.org/debian-security', `${suite}-security`, 'main'),
];
const ubuntu = (suite: string) => [deb('https://archive.ubuntu.com/ubuntu', suite, 'main', 'universe')];
const rocky = (major: number) =>
  ['BaseOS', 'AppStream'].map((name) => rpm(`https://download.rockylinux.org/pub/rocky/${major}/${name}/{arch}/os`));

/** Where the packages of an operating system are, by its name in a bundle. None is needed: the default installs no package at all. */
export const systemRepositories: Readonly<Record<string, readonly RepositorySource[]>> = {
  debian12: debian('bookworm'),
  debian13: debian('trixie'),
  'ubuntu22.04': ubuntu('jammy'),
  'ubuntu24.04': ubuntu('noble'),
  rocky8: rocky(8),
  rocky9: rocky(9),
  'openeuler22.03': [rpm('https://repo.openeuler.org/openEuler-22.03-LTS-SP4/OS/{arch}')],
  'openeuler24.03': [rpm('https://repo.openeuler.org/openEuler-24.03-LTS/OS/{arch}')],
};

/** Reads `deb URL SUITE COMPONENT...` or `rpm URL`; undefined where it is neither. */
export function readRepository(text: string): RepositorySource | undefined {
  const [kind, url = '', suite, ...components] = text.trim().split(/\s+/);
  if (!/^https?:\/\/[^\s]+$/.test(url)) return undefined;
  if (kind === 'deb' && suite !== undefined && components.length > 0) return deb(url, suite, ...components);
  return kind === 'rpm' && suite === undefined ? rpm(url) : undefined;
}
