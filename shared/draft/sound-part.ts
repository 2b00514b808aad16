import { clusterSpec, type ClusterSpec } from '../model/spec.ts';
import type { Json } from '../model/scalars.ts';
import { isObject, type JsonObject } from '../templates/merge.ts';
import { written } from '../spec/shape.ts';

/** What can be said of a document before all of it is sound: a spec in which stand-ins fill the places that are not. */
export interface SoundPart {
  readonly spec: ClusterSpec;
  /** Paths where a stand-in is; nothing that concerns them is true. */
  readonly unsound: ReadonlySet<string>;
}

type Path = readonly PropertyKey[];

/**
 * Takes out what a schema found wrong and lets the rest be judged: duplicates and overlaps are told while half of the table is empty.
 * @param issues paths of what is wrong, and the keys that are unknown there
 */
export function soundPart(
  document: JsonObject,
  issues: readonly { readonly path: Path; readonly keys?: readonly string[] }[],
): SoundPart | undefined {
  const wrong = issues.flatMap(({ path, keys }) => (keys ? keys.map((key) => [...path, key]) : [path])).map(cut);
  const rest = wrong.reduce<Json>(without, document);
  if (!isObject(rest) || !Array.isArray(rest['nodes'])) return undefined;
  const parsed = clusterSpec.safeParse(filled(rest, rest['nodes']));
  return parsed.success ? { spec: parsed.data, unsound: new Set(wrong.map(written)) } : undefined;
}

/** The spec of a document, with stand-ins for what is not sound in it; undefined where nothing can be made of it. */
export function soundSpec(document: JsonObject): ClusterSpec | undefined {
  const parsed = clusterSpec.safeParse(document);
  return parsed.success ? parsed.data : soundPart(document, parsed.error.issues)?.spec;
}

/** A whole field is taken out, not a piece of it. */
const cut = (path: Path): Path =>
  path.slice(0, path[0] === 'nodes' ? 3 : path[0] === 'access' || path[0] === 'time' || path[0] === 'registry' ? 1 : 2);

function without(value: Json, [key, ...rest]: Path): Json {
  if (key === undefined) return value;
  if (Array.isArray(value)) return value.map((item, i) => (i === key ? (rest.length === 0 ? {} : without(item, rest)) : item));
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([k, inside]) => {
      if (k !== key) return [[k, inside]];
      return rest.length === 0 ? [] : [[k, without(inside, rest)]];
    }),
  );
}

/** Names, addresses of a network that nobody has (240.0.0.0/4), and whatever else a spec cannot be without. */
const filled = (rest: JsonObject, nodes: readonly Json[]): JsonObject => {
  const endpoint = isObject(rest['endpoint']) ? rest['endpoint'] : {};
  return {
    ...rest,
    apiVersion: 'barque/v1',
    kind: 'Cluster',
    kubernetes: { version: '1.99.0', ...(isObject(rest['kubernetes']) ? rest['kubernetes'] : {}) },
    access: rest['access'] ?? { auth: { kind: 'agent' } },
    endpoint:
      'address' in endpoint && 'kind' in endpoint
        ? endpoint
        : { kind: 'external', address: 'unknown.invalid', ...('port' in endpoint ? { port: endpoint['port'] ?? null } : {}) },
    nodes: nodes.map((node, i) => ({
      name: `unnamed-${i}`,
      address: `240.${Math.floor(i / 65_536)}.${Math.floor(i / 256) % 256}.${i % 256}`,
      roles: ['worker'],
      ...(isObject(node) ? node : {}),
    })),
  };
};
