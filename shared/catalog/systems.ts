/**
 * A package repository: Debian's form with a suite and components, one of rpms, or whatever a distribution's ISO image has of either.
 * `{arch}` stands for the system's word for it.
 */
export type RepositorySource =
  | { readonly kind: 'deb'; readonly url: string; readonly suite: string; readonly components: readonly string[] }
  | { readonly kind: 'rpm'; readonly url: string }
  /** A path on this machine. */
  | { readonly kind: 'iso'; readonly path: string };

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

/** Reads `deb URL SUITE COMPONENT...`, `rpm URL` or the path of an ISO image (`*.iso`); undefined where it is none of them. */
export function readRepository(text: string): RepositorySource | undefined {
  if (/^(?!(?:deb|rpm)\s).+\.iso$/i.test(text.trim())) return { kind: 'iso', path: text.trim() };
  const [kind, url = '', suite, ...components] = text.trim().split(/\s+/);
  if (!/^https?:\/\/[^\s]+$/.test(url)) return undefined;
  if (kind === 'deb' && suite !== undefined && components.length > 0) return deb(url, suite, ...components);
  return kind === 'rpm' && suite === undefined ? rpm(url) : undefined;
}
