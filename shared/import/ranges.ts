import { plain } from '../draft/lists.ts';
import { toAddress } from '../site/networks.ts';

export type Expanded = { readonly all: readonly string[] } | { readonly wrong: 'form' | 'many' };

const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;
const toNumber = (address: string): number | undefined => {
  const octets = dotted.exec(address)?.slice(1).map(Number);
  return octets?.every((octet) => octet < 256) ? octets.reduce((n, octet) => n * 256 + octet, 0) : undefined;
};

/**
 * What a range means: `10.0.0.11-13`, `10.0.0.11-10.0.1.4`, `node[01-20]`, `r[1-2]n[1:3]`, several of them separated by commas.
 * Text without a range is itself. Digits keep their leading zeros. `limit` is how many may come of it.
 */
export function expand(typed: string, limit: number): Expanded {
  const all: string[] = [];
  for (const piece of plain(typed).split(/[,;]/)) {
    const text = piece.trim();
    if (text === '') continue;
    const expanded = expandAddresses(text, limit) ?? expandBrackets(text, limit);
    if ('wrong' in expanded) return expanded;
    all.push(...expanded.all);
    if (all.length > limit) return { wrong: 'many' };
  }
  return { all };
}

/** `a.b.c.d-e` and `a.b.c.d-e.f.g.h`; undefined where it is neither. */
function expandAddresses(text: string, limit: number): Expanded | undefined {
  const [, from = '', to = ''] = /^([\d.]+)\s*[-~～]\s*([\d.]+)$/.exec(text) ?? [];
  const first = toNumber(from);
  if (first === undefined) return undefined;
  const last = dotted.test(to) ? toNumber(to) : toNumber(from.replace(/\d+$/, to));
  if (last === undefined || last < first) return { wrong: 'form' };
  if (last - first >= limit) return { wrong: 'many' };
  return { all: Array.from({ length: last - first + 1 }, (_, i) => toAddress(first + i)) };
}

/** Each `[01-20]` or `[01:20]`, one after the other. */
function expandBrackets(text: string, limit: number): Expanded {
  const [whole, before = '', from = '', to = '', after = ''] = /^([^[\]]*)\[(\d{1,9})\s*[-:]\s*(\d{1,9})\](.*)$/.exec(text) ?? [];
  if (whole === undefined) return /[[\]]/.test(text) ? { wrong: 'form' } : { all: [text] };
  const [first, last] = [Number(from), Number(to)];
  if (last < first) return { wrong: 'form' };
  if (last - first >= limit) return { wrong: 'many' };
  const rest = expandBrackets(after, limit);
  if ('wrong' in rest) return rest;
  if ((last - first + 1) * rest.all.length > limit) return { wrong: 'many' };
  const numbers = Array.from({ length: last - first + 1 }, (_, i) => String(first + i).padStart(from.length, '0'));
  return { all: numbers.flatMap((number) => rest.all.map((tail) => `${before}${number}${tail}`)) };
}
