import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from '../../electron/engine/api/engine.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { followed, specIn } from './engine-contract.ts';

const never = new AbortController().signal;
const minute = 60_000;
let folder: string;
let engine: Engine;
let dir: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-after-'));
  engine = openEngine({ home: join(folder, 'home'), config: join(folder, 'config'), host: 'web', version: '0' });
  dir = (await engine.api['practice.start']({ masters: 3, workers: 1, speed: 1000 }, never)).dir;
  const { run } = await engine.api['runs.start']({ dir, spec: await specIn(engine.api, dir), accepted: [] }, never);
  expect((await followed(engine.api, dir, run)).state).toMatchObject({ status: 'success', problems: [] });
}, 3 * minute);
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

async function certificates() {
  for await (const item of engine.api['certificates.list']({ dir }, never)) if (item.type === 'certificates') return item;
  throw new Error('it said nothing');
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0].code : error),
  );

test('the certificates of a cluster are listed from its nodes', async () => {
  const { certificates: found, unreachable, unfinished } = await certificates();
  expect([unreachable, unfinished]).toEqual([[], undefined]);
  expect(new Set(found.map(({ host }) => host))).toEqual(new Set(['master-1', 'master-2', 'master-3', 'worker-1', undefined]));
  expect(found.filter(({ group, host }) => group === 'apiserver' && host === 'master-1').map(({ match }) => match)).not.toContain(
    'missing',
  );
});

test('practice hosts do not renew certificates: it is said before anything begins', async () => {
  expect(await codeOf(engine.api['certificates.renew']({ dir, groups: ['front-proxy'] }, never))).toBe('certificates.practice');
  expect((await engine.api['runs.list']({ dir }, never)).length).toBe(1);
});

test('the vault tells what became of its keys; they are handed over, and erased once the name of the cluster was typed', async () => {
  const before = await engine.api['vault.status']({ dir }, never);
  expect(before).toMatchObject({ state: 'plain', handedOver: [] });
  const to = join(folder, 'copy');
  await engine.api['vault.handOver']({ dir, to, passphrase: 'a long enough passphrase' }, never);
  expect((await engine.api['vault.status']({ dir }, never)).handedOver.map((one) => one.to)).toEqual([to]);
  expect(await readFile(join(to, 'vault.json'), 'utf8')).not.toContain('PRIVATE KEY');

  expect(await codeOf(engine.api['vault.forget']({ dir, confirmed: 'something else' }, never))).toBe('vault.not-confirmed');
  const { secrets } = await engine.api['vault.forget']({ dir, confirmed: 'practice' }, never);
  expect(secrets).toBe(before.secrets);
  expect(await engine.api['vault.status']({ dir }, never)).toMatchObject({ state: 'plain', secrets: 0, erased: { secrets } });
});
