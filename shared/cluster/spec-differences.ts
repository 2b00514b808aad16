import type { ClusterSpec, NodeSpec } from '../model/spec.ts';
import { resolveNode } from '../spec/resolve.ts';

/** One setting that two specs have otherwise: its path, and what each says, as JSON; undefined where it says nothing. */
export interface Difference {
  /** Such as `network.nodePorts`, or `nodes.m1.labels.tier`. */
  readonly path: string;
  /** The node that it is about, by its name. */
  readonly node: string | undefined;
  readonly was: string | undefined;
  readonly wanted: string | undefined;
}

/**
 * In what two effective specs differ, setting by setting. Nodes are compared by name and as they work out (`storage.root` of the cluster
 * and `storage.etcd` of a node may come to the same), so neither the order of the rows nor where a setting stands matters.
 * @param nodes the names of the nodes to compare; rows that are in one spec alone are not
 */
export function differencesOf(was: ClusterSpec, wanted: ClusterSpec, nodes: readonly string[]): Difference[] {
  const before = settingsOf(was);
  const after = settingsOf(wanted);
  return [
    ...compared(before, after, undefined, ''),
    ...nodes.flatMap((name) => {
      const [old, now] = [was, wanted].map((spec) => spec.nodes.find((node) => node.name === name));
      if (old === undefined || now === undefined) return [];
      return compared(nodeSettings(was, old), nodeSettings(wanted, now), name, `nodes.${name}.`);
    }),
  ];
}

/** All that is not about one node. `access` and `storage` show in the nodes. */
const settingsOf = (spec: ClusterSpec): object => without(spec, ['nodes', 'access', 'storage']);

/** A node as it works out. That it is a master or a worker is said by its roles. */
const nodeSettings = (spec: ClusterSpec, node: NodeSpec): object => ({
  ...without(resolveNode(spec, node), ['name', 'master', 'worker']),
  roles: [...node.roles].sort(),
});

const without = (value: object, keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));

function compared(was: object, wanted: object, node: string | undefined, prefix: string): Difference[] {
  const before = new Map(leaves(was, ''));
  const after = new Map(leaves(wanted, ''));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => before.get(path) !== after.get(path))
    .map((path) => ({ path: `${prefix}${path}`, node, was: before.get(path), wanted: after.get(path) }));
}

/** Every leaf by its path. A list is one leaf: its items have no names. An empty object says nothing. */
function leaves(value: unknown, path: string): (readonly [string, string])[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`));
}
