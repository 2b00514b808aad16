import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { factsOf } from '../../../test/fixtures/site.ts';
import { keepSeenHosts, readSeenHosts } from './seen-hosts.ts';

let dir: string;
beforeEach(async () => (dir = await mkdtemp(join(tmpdir(), 'barque-seen-'))));
afterEach(() => rm(dir, { recursive: true }));

const seen = (host: string, address: string) => ({ host, address, facts: factsOf(host, address) });

it('keeps hosts as they were last seen, of those that there are, for its owner alone', async () => {
  expect(await readSeenHosts(dir)).toEqual([]);
  await keepSeenHosts(dir, [seen('a', '10.0.0.1'), seen('b', '10.0.0.2'), seen('c', '10.0.0.3')], new Set(['a', 'b', 'c']));
  await keepSeenHosts(dir, [seen('a', '10.0.0.9')], new Set(['a', 'b']));
  expect(await readSeenHosts(dir)).toEqual([seen('b', '10.0.0.2'), seen('a', '10.0.0.9')]);
  expect((await stat(join(dir, 'seen-hosts.json'))).mode & 0o777).toBe(0o600);
});

it('says that what was kept is damaged, and has it replaced by the next survey', async () => {
  await writeFile(join(dir, 'seen-hosts.json'), '{"hosts":');
  await expect(readSeenHosts(dir)).rejects.toMatchObject({ problems: [{ code: 'workspace.broken' }] });
  await keepSeenHosts(dir, [seen('a', '10.0.0.1')], new Set(['a']));
  expect(await readSeenHosts(dir)).toEqual([seen('a', '10.0.0.1')]);
});
