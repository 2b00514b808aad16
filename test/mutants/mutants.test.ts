import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mutants } from './mutants.ts';

const root = join(import.meta.dirname, '../..');

test.each(mutants)('$name: what it changes stands once in $file, and its killers are there', async ({ file, text, killers }) => {
  expect((await readFile(join(root, file), 'utf8')).split(text)).toHaveLength(2);
  for (const killer of killers) await readFile(join(root, killer));
});
