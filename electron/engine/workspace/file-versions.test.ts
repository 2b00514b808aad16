import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knownOf } from '../../../shared/model/file-versions.ts';

test('a version above the newest that is known is newer; an older one, one of no file, and no version are not', () => {
  expect(knownOf('barque-run/v3')).toBe('barque-run/v2');
  for (const schema of ['barque-run/v2', 'barque-run/v1', 'barque-other/v9', 'barque-run', 'constructor/v9', '']) {
    expect(knownOf(schema)).toBeUndefined();
  }
});

test('every schema that the sources name is known, and none is newer', async () => {
  const root = join(import.meta.dirname, '../../..');
  const files = (
    await Promise.all(
      ['shared', 'electron'].map(async (room) =>
        (await readdir(join(root, room), { recursive: true })).map((name) => join(root, room, name)),
      ),
    )
  )
    .flat()
    .filter((path) => /(?<!\.test|\.fixture)\.ts$/.test(path));
  const texts = await Promise.all(files.map((path) => readFile(path, 'utf8')));
  const schemas = new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/'(barque-[a-z-]+)\/v(\d+)'/g)].map(([, name = '', version]) => `${name}/v${Number(version)}`),
    ),
  );
  expect(schemas.size).toBeGreaterThan(10);
  for (const schema of schemas) {
    expect(knownOf(schema), schema).toBeUndefined();
    // one above what the sources name is told as newer, so the table names it
    expect(knownOf(schema.replace(/\d+$/, '999')), schema).toBeDefined();
  }
});
