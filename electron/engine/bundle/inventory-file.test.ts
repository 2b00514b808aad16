import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inventoryOf } from '../../../shared/bundle/inventory.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { factsOfAll, specOf } from '../../../test/fixtures/site.ts';
import { readInventory } from './inventory-file.ts';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'barque-inventory-'))));
afterEach(() => rm(dir, { recursive: true }));

const spec = specOf();
const inventory = inventoryOf(spec, factsOfAll(spec));

it('reads what the probe writes', async () => {
  await writeFile(join(dir, 'site.json'), JSON.stringify(inventory));
  expect(await readInventory(join(dir, 'site.json'))).toEqual(inventory);
});

it.each([
  ['no JSON', '{"schema":', 'not JSON'],
  ['another document', '{"schema":"barque-bundle/v1"}', 'schema'],
  ['no hosts', JSON.stringify({ ...inventory, hosts: [] }), 'hosts'],
  ['more than is known', JSON.stringify({ ...inventory, password: 'x' }), 'password'],
])('refuses %s and says why', async (_, text, reason) => {
  await writeFile(join(dir, 'site.json'), text);
  const refused = await readInventory(join(dir, 'site.json')).catch((error: unknown) => error);
  if (!(refused instanceof ProblemError)) throw new Error('not refused');
  expect(refused.problems[0].code).toBe('doctor.inventory-unusable');
  expect(String(refused.problems[0].params['reason'])).toContain(reason);
});

it('says that there is no such file', async () => {
  await expect(readInventory(join(dir, 'none.json'))).rejects.toMatchObject({
    problems: [{ code: 'doctor.inventory-unusable', params: { reason: 'ENOENT' } }],
  });
});
