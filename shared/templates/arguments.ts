import type { Json } from '../model/scalars.ts';
import { isObject, type JsonObject } from './merge.ts';

/** Flags of a component by name; a flag that is given more than once has a list. */
export type Arguments = Record<string, string | string[]>;

const fields = new Set(['extraArgs', 'kubeletExtraArgs']);

/**
 * Takes extra arguments in either of kubeadm's two forms (a map in v1beta3, a list of name and value in v1beta4) into a map,
 * at every depth, so that a site's arguments merge with the rendered ones by name instead of replacing them all.
 */
export const argumentsAsMaps = (value: JsonObject): JsonObject => deep(value, toMap);

/** The reverse, for v1beta4. */
export const argumentsAsLists = (value: JsonObject): JsonObject => deep(value, toList);

function deep(value: JsonObject, change: (list: Json) => Json): JsonObject {
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => {
      if (fields.has(key)) return [key, change(v)];
      return [key, isObject(v) ? deep(v, change) : v];
    }),
  );
}

function toMap(list: Json): Json {
  if (!Array.isArray(list)) return list;
  const map: Arguments = {};
  for (const item of list) {
    if (!isObject(item) || typeof item['name'] !== 'string') return list;
    const { name } = item;
    const text = typeof item['value'] === 'string' ? item['value'] : JSON.stringify(item['value'] ?? '');
    const before = map[name];
    map[name] = before === undefined ? text : [before, text].flat();
  }
  return map;
}

function toList(map: Json): Json {
  if (!isObject(map)) return map;
  return Object.entries(map).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => ({ name, value: typeof one === 'string' ? one : JSON.stringify(one) })),
  );
}
