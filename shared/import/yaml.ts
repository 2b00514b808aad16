import { load, YAMLException } from 'js-yaml';
import { problem, type Problem } from '../problems/problem.ts';

type Read = { readonly value: unknown } | { readonly problem: Problem };

/** Reads YAML of other tools: bounded, `!vault` and other tags of theirs taken as plain text. */
export function readYaml(text: string): Read {
  try {
    const untagged = text.replace(/(^|[\s:-])!(vault|unsafe|vault-encrypted)(?=\s)/gm, '$1');
    return { value: load(untagged, { maxAliases: 1000, maxDepth: 50 }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    const line = (error.mark?.line ?? -1) + 1;
    return { problem: problem('import.unreadable', { at: line > 0 ? String(line) : '', reason: error.reason.slice(0, 200) }) };
  }
}

/** The entries of a map; none where it is none. */
export const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : [];

/** What stands under a key of a map. */
export const under = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inside, key) =>
      typeof inside === 'object' && inside !== null && Object.hasOwn(inside, key) ? Reflect.get(inside, key) : undefined,
    value,
  );

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A scalar as text; undefined where there is none, or nothing in it. */
export const textOf = (value: unknown): string | undefined =>
  (typeof value === 'string' && value !== '') || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
