import type { Arch } from '../../model/scalars.ts';
import type { CompareVersions } from './versions.ts';

export type Relation = '<' | '<=' | '=' | '>=' | '>';

/** Something by name, perhaps of certain versions. */
export interface Capability {
  readonly name: string;
  readonly relation?: Relation | undefined;
  readonly version?: string | undefined;
}

/** A package as a repository describes it. */
export interface RepositoryPackage {
  readonly name: string;
  readonly version: string;
  readonly arch: Arch | 'any';
  /** Below the repository's address. */
  readonly path: string;
  readonly digest: string;
  readonly size: number;
  readonly licence?: string | undefined;
  /** What it is besides its name, with the version that it is of. */
  readonly provides: readonly Capability[];
  /** Any one of each of these. */
  readonly requires: readonly (readonly Capability[])[];
  /** Every system of its kind has it. */
  readonly essential: boolean;
}

export interface Resolved<P> {
  readonly packages: readonly P[];
  /** The names of those of them that each depends on. */
  readonly needs: ReadonlyMap<P, readonly string[]>;
  /** What nothing provides. */
  readonly missing: readonly string[];
}

/**
 * The packages of these names, and everything that they depend on, in the newest versions: what is needed on a system of which nothing
 * is known but that it has the essential packages.
 */
export function resolvePackages<P extends RepositoryPackage>(
  names: readonly string[],
  available: readonly P[],
  compare: CompareVersions,
): Resolved<P> {
  const byName = new Map<string, { readonly by: P; readonly version: string | undefined; readonly own: boolean }[]>();
  const offer = (name: string, by: P, version: string | undefined, own: boolean) => {
    const offers = byName.get(name);
    if (offers) offers.push({ by, version, own });
    else byName.set(name, [{ by, version, own }]);
  };
  for (const one of available) {
    offer(one.name, one, one.version, true);
    for (const { name, version } of one.provides) if (name !== one.name) offer(name, one, version, false);
  }

  const chosen = new Set<P>();
  const missing: string[] = [];
  const satisfies = (version: string | undefined, { relation, version: wanted }: Capability): boolean => {
    if (relation === undefined || wanted === undefined) return true;
    if (version === undefined) return false;
    const order = compare(version, wanted);
    return { '<': order < 0, '<=': order <= 0, '=': order === 0, '>=': order >= 0, '>': order > 0 }[relation];
  };
  const offersOf = (capability: Capability) =>
    (byName.get(capability.name) ?? []).filter(({ version }) => satisfies(version, capability));

  const queue: (readonly Capability[])[] = names.map((name) => [{ name }]);
  for (let alternatives = queue.shift(); alternatives; alternatives = queue.shift()) {
    const offers = alternatives.flatMap(offersOf);
    if (offers.some(({ by }) => chosen.has(by) || by.essential)) continue;
    const best = alternatives
      .map(
        (capability) =>
          // the package of that name, in its newest version, before one that only provides it
          offersOf(capability).toSorted((a, b) => Number(b.own) - Number(a.own) || compare(b.by.version, a.by.version))[0],
      )
      .find((offer) => offer !== undefined);
    if (!best) {
      missing.push(alternatives.map(shown).join(' | '));
      continue;
    }
    chosen.add(best.by);
    queue.push(...best.by.requires);
  }
  const needs = new Map(
    [...chosen].map((one) => {
      const met = one.requires.flatMap(
        (alternatives) => alternatives.flatMap(offersOf).find(({ by }) => chosen.has(by))?.by ?? [],
      );
      return [one, [...new Set(met.map(({ name }) => name))].filter((name) => name !== one.name).toSorted()] as const;
    }),
  );
  return { needs, packages: [...chosen].toSorted((a, b) => (a.name < b.name ? -1 : 1)), missing: [...new Set(missing)] };
}

const shown = ({ name, relation, version }: Capability): string =>
  relation === undefined ? name : `${name} (${relation} ${version ?? ''})`;
