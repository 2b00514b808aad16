import type { HostFacts } from '../model/facts.ts';
import { type Inventory, inventory, type InventoryHost } from '../model/inventory.ts';
import { arch, type Arch } from '../model/scalars.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { problem, ProblemError } from '../problems/problem.ts';
import { systemOf } from './os-packages.ts';

/** What a spec's hosts are, for whoever makes the bundle. */
export const inventoryOf = (spec: ClusterSpec, facts: ReadonlyMap<string, HostFacts>): Inventory => ({
  schema: 'barque-inventory/v1',
  kubernetes: spec.kubernetes.version,
  network: spec.network.plugin.kind,
  packages: [...spec.packages],
  hosts: [...facts].map(([name, { arch: machine, os, kernel, cgroup }]) => ({
    name,
    arch: machine,
    os: { id: os.id, version: os.version },
    kernel,
    cgroup,
  })),
});

/** An inventory as a file has it. */
export const inventoryText = (found: Inventory): string => `${JSON.stringify(found, undefined, 2)}\n`;

/** Reads it back. @param path what the file is called @throws {ProblemError} `doctor.inventory-unusable` */
export function parseInventory(text: string, path: string): Inventory {
  const unusable = (reason: string) => new ProblemError(problem('doctor.inventory-unusable', { path, reason }));
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw unusable('not JSON');
  }
  const read = inventory.safeParse(document);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw unusable([...(issue?.path.map(String) ?? []), issue?.message ?? ''].join(': ').slice(0, 200));
}

/** The architectures of the hosts that a bundle can be made for. */
export const archesOf = (hosts: readonly InventoryHost[]): Arch[] =>
  [...new Set(hosts.map((host) => host.arch))].flatMap((one) => arch.safeParse(one).data ?? []).sort();

/** The hosts' systems, as a bundle names them: debian12, rocky9. */
export const systemsOf = (hosts: readonly InventoryHost[]): string[] => [...new Set(hosts.map(systemOf))].sort();
