import type { Json } from '../model/scalars.ts';

export type JsonObject = { [key: string]: Json };

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Site settings over rendered ones: maps merge, lists and scalars replace, null deletes. Neither argument is changed. */
export function merge(rendered: JsonObject, site: JsonObject): JsonObject {
  const result = new Map(Object.entries(rendered));
  for (const [key, value] of Object.entries(site)) {
    const under = result.get(key);
    if (value === null) result.delete(key);
    else if (isObject(value)) result.set(key, merge(isObject(under) ? under : {}, value));
    else result.set(key, value);
  }
  return Object.fromEntries(result);
}
