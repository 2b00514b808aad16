import { leftoverPaths } from '../checks/leftovers.ts';
import type { Card, HostFacts } from '../model/facts.ts';
import { runtimesIn } from './runtimes.ts';

/** Something on a host that a cluster has to get along with. */
export type Occupant =
  | { readonly what: 'firewall' | 'runtime'; readonly name: string }
  | { readonly what: 'selinux'; readonly mode: 'permissive' | 'enforcing' }
  | { readonly what: 'swap'; readonly bytes: number }
  /** It belongs to a cluster of Barque's that is not the one that asks. */
  | { readonly what: 'cluster' }
  /** Files of another cluster. */
  | { readonly what: 'leftovers'; readonly paths: readonly string[] };

/** What is on a host already. `cluster` is the uid of who asks. */
export function occupantsOf({ firewalls, present, selinux, swapBytes, cluster: owner }: HostFacts, cluster: string): Occupant[] {
  const strange = owner !== undefined && owner !== cluster;
  const paths = owner === undefined ? leftoverPaths.filter((path) => present.includes(path)) : [];
  return [
    ...firewalls.map((name) => ({ what: 'firewall' as const, name })),
    ...runtimesIn(present).map((name) => ({ what: 'runtime' as const, name })),
    ...(selinux === 'enforcing' || selinux === 'permissive' ? [{ what: 'selinux' as const, mode: selinux }] : []),
    ...(swapBytes > 0 ? [{ what: 'swap' as const, bytes: swapBytes }] : []),
    ...(strange ? [{ what: 'cluster' as const }] : []),
    ...(paths.length > 0 ? [{ what: 'leftovers' as const, paths }] : []),
  ];
}

/** File systems that hold nothing, or nothing that lasts, or what cannot be written to. */
const noDisk = /^(|tmpfs|devtmpfs|ramfs|overlay|squashfs|iso9660|efivarfs|fuse\..*|nsfs|autofs)$/;

/** The file systems on which a cluster could keep its data, the largest first. */
export const disksOf = ({ mounts }: Pick<HostFacts, 'mounts'>): HostFacts['mounts'] =>
  mounts
    .filter(({ path, type, sizeBytes }) => sizeBytes > 0 && !noDisk.test(type) && !/^\/boot(\/|$)/.test(path))
    .sort((a, b) => b.sizeBytes - a.sizeBytes);

/** The cards of a host that lead out of it. */
export const cardsOf = ({ cards }: Pick<HostFacts, 'cards'>): readonly Card[] => cards.filter(({ name }) => name !== 'lo');

/** When a host was looked at, by the operator's clock: ms since the epoch. */
export const seenAt = ({ clockMs, skewMs }: Pick<HostFacts, 'clockMs' | 'skewMs'>): number => clockMs - skewMs;
