import type { BundleManifest, OsPackagePart } from '../model/bundle.ts';
import type { InventoryHost } from '../model/inventory.ts';
import { problem, type Problem } from '../problems/problem.ts';

/** A system's name in a bundle: debian12, rocky9, openeuler22.03. Of rebuilds of Red Hat's the major version decides. */
export function systemOf({ os }: Pick<InventoryHost, 'os'>): string {
  const whole = ['ubuntu', 'openeuler'].includes(os.id.toLowerCase());
  return `${os.id.toLowerCase()}${whole ? os.version : (os.version.split('.')[0] ?? '')}`;
}

/** The names of packages that are asked for on one system: `NAME` is for every system, `SYSTEM/NAME` for that one. */
export const packagesFor = (choices: readonly string[], system: string): string[] => [
  ...new Set(
    choices.flatMap((choice) => {
      const [of, name] = choice.includes('/') ? choice.split('/') : [system, choice];
      return of === system && name !== undefined ? [name] : [];
    }),
  ),
];

/** What a host is, as far as packages are concerned. */
type Machine = Pick<InventoryHost, 'arch' | 'os'>;

const partsFor = ({ parts }: BundleManifest, host: Machine): Map<string, OsPackagePart> => {
  const system = systemOf(host);
  const its = parts.filter((part) => part.kind === 'os-package' && part.os === system && [host.arch, 'any'].includes(part.arch));
  return new Map(its.flatMap((part) => (part.kind === 'os-package' ? [[part.name, part] as const] : [])));
};

/** The packages of a bundle that a host is to get: those that are asked for, and what they need, each after what it needs. */
export function chosenPackages(manifest: BundleManifest, choices: readonly string[], host: Machine): OsPackagePart[] {
  const held = partsFor(manifest, host);
  const chosen = new Set<OsPackagePart>();
  const met = new Set<string>();
  const choose = (name: string): void => {
    const part = held.get(name);
    if (!part || met.has(name)) return;
    met.add(name);
    for (const needed of part.needs ?? []) choose(needed);
    chosen.add(part);
  };
  for (const name of packagesFor(choices, systemOf(host))) choose(name);
  return [...chosen];
}

/** A `doctor.package-missing` for each package that is asked for on a system and is not in the bundle for it, with what it needs. */
export function lackingPackages(manifest: BundleManifest, choices: readonly string[], hosts: readonly Machine[]): Problem[] {
  const kinds = new Map(hosts.map((host) => [`${systemOf(host)} ${host.arch}`, host]));
  return [...kinds.values()].flatMap((host) => {
    const held = partsFor(manifest, host);
    const system = systemOf(host);
    const wanted = [
      ...packagesFor(choices, system),
      ...chosenPackages(manifest, choices, host).flatMap(({ needs = [] }) => needs),
    ];
    return [...new Set(wanted)]
      .filter((name) => !held.has(name))
      .map((name) => problem('doctor.package-missing', { package: name, system, arch: host.arch, held: [...held.keys()] }));
  });
}

/** The packages that a bundle was asked to hold, as far as it shows: those that no other one of their system needs. */
export function rootsOf({ parts }: BundleManifest): string[] {
  const all = parts.filter((part) => part.kind === 'os-package');
  const systems = [...new Set(all.map(({ os }) => os))];
  const needed = new Set(all.flatMap(({ os, needs = [] }) => needs.map((name) => `${os}/${name}`)));
  const roots = new Set(all.map(({ os, name }) => `${os}/${name}`).filter((one) => !needed.has(one)));
  const names = new Set([...roots].map((root) => root.slice(root.indexOf('/') + 1)));
  return [...names].sort().flatMap((name) => {
    const of = systems.filter((system) => roots.has(`${system}/${name}`));
    return of.length === systems.length ? [name] : of.sort().map((system) => `${system}/${name}`);
  });
}
