import type { Json } from '../model/scalars.ts';

/** Marks that nobody sees, which come along when something is copied out of a document or a chat. */
const unseen = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]/g;

/** What people's keyboards make of ASCII: full-width digits, commas and stops of a Chinese input method mean the plain ones. */
export const plain = (typed: string): string =>
  typed.normalize('NFKC').replace(unseen, '').replaceAll('。', '.').replaceAll('、', ',').trim();

/** A network: `10.244.0.0 / 16` is meant as it is written without spaces. */
export const plainNetwork = (typed: string): string => plain(typed).replace(/\s*\/\s*/, '/');

/** A directory: `/data/` is `/data`. */
export const plainPath = (typed: string): string => plain(typed).replace(/(?<=.)\/+$/, '');

/** A range of numbers: dashes and tildes of any kind are meant as `-`. */
export const plainRange = (typed: string): string => plain(typed).replace(/^(\d+)\s*[-‐-―−~〜]+\s*(?=\d+$)/, '$1-');

/** Entries separated by commas, semicolons or white space. */
export const entries = (typed: string): string[] =>
  plain(typed)
    .split(/[\s,;]+/)
    .filter(Boolean);

/** A whole number as one; anything else as it was typed, for the schema to refuse. */
export const wholeNumber = (typed: string): number | string => {
  const text = plain(typed);
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
};

/** What could be read of a list, and the entries that have not its form. */
export interface ReadList<T> {
  readonly value: T;
  readonly wrong: readonly string[];
}

/** `key=value` entries. */
export function readLabels(typed: string): ReadList<Record<string, string>> {
  const read = entries(typed).map((entry) => ({ entry, parts: /^([^=]+)=([^=]*)$/.exec(entry) }));
  return {
    value: Object.fromEntries(read.flatMap(({ parts }) => (parts ? [[parts[1] ?? '', parts[2] ?? '']] : []))),
    wrong: read.flatMap(({ entry, parts }) => (parts ? [] : [entry])),
  };
}

/** `key=value:effect` entries; without a value, `key:effect`. */
export function readTaints(typed: string): ReadList<Json[]> {
  const form = /^([^=:]+)(?:=([^=:]*))?:(NoSchedule|PreferNoSchedule|NoExecute)$/;
  const read = entries(typed).map((entry) => ({ entry, parts: form.exec(entry) }));
  return {
    value: read.flatMap(({ parts }) => {
      if (!parts) return [];
      const [, key = '', value, effect = ''] = parts;
      return [{ key, ...(value === undefined || value === '' ? {} : { value }), effect }];
    }),
    wrong: read.flatMap(({ entry, parts }) => (parts ? [] : [entry])),
  };
}
