import type { z } from 'zod';
import { plain, readLabels, readTaints, wholeNumber } from '../draft/lists.ts';
import type { Format } from '../model/format.ts';
import { address, hostname, interfaceName, path, port } from '../model/scalars.ts';
import { problem, type Problem } from '../problems/problem.ts';
import type { Column } from './columns.ts';

const forms: Partial<Record<Column, readonly [format: Format, schema: z.ZodType]>> = {
  address: ['address', address],
  nodeAddress: ['address', address],
  port: ['port', port],
  hostname: ['hostname', hostname],
  interface: ['interface', interfaceName],
  storageRoot: ['path', path],
};

/** What is wrong with a cell, if its column has a form; `value` is one that a range in it stands for. Columns of secrets have none. */
export function wrongCell(column: Column, value: string, at: string): Problem[] {
  const wrong = (found: string, format: Format) => problem('import.value', { at, found: found.slice(0, 80), format });
  if (column === 'labels') return readLabels(value).wrong.map((entry) => wrong(entry, 'labels'));
  if (column === 'taints') return readTaints(value).wrong.map((entry) => wrong(entry, 'taints'));
  const [format, schema] = forms[column] ?? [];
  if (!format || !schema) return [];
  const typed = column === 'port' ? wholeNumber(value) : plain(value);
  return schema.safeParse(typed).success ? [] : [wrong(value, format)];
}
