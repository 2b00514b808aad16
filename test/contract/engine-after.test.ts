import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Engine, openEngine } from '../../electron/engine/api/engine.ts';
import { isWell } from '../../shared/cluster/status.ts';
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

/** What a look at the cluster brought. */
async function looked(signal = never) {
  for await (const item of engine.api['status.look']({ dir }, signal)) if (item.type === 'status') return item.status;
  throw new Error('it said nothing');
}

test('the cluster is looked at by whichever hosts answer: one that does not is not reached, and neither gone nor well', async () => {
  const before = await looked();
  expect(isWell(before)).toBe(true);
  expect(before.etcd.filter((member) => 'leads' in member && member.leads)).toHaveLength(1);
  await engine.api['practice.inject']({ dir, host: 'master-3', fault: 'connection-lost' }, never);
  const without = await looked();
  expect(without.state).toEqual({ kind: 'degraded', away: [{ host: 'master-3', how: 'unreached' }] });
  expect(without.problems).toMatchObject([{ code: 'ssh.connection-lost', host: 'master-3' }]);
  expect(without.hosts.at(2)).toMatchObject({ reached: false, belongs: 'unknown' });
  expect(without.etcd.at(2)).toEqual({ host: 'master-3', state: 'unknown' });
  expect(without.nodes).toHaveLength(4);
  await engine.api['practice.mend']({ dir, host: 'master-3', fault: 'connection-lost' }, never);
  expect(isWell(await looked())).toBe(true);
});

test('a look that is no longer wanted ends, and the next one finds all that there is', async () => {
  const leaving = new AbortController();
  const left = looked(leaving.signal);
  setTimeout(() => leaving.abort(new Error('no longer wanted')), 20);
  await expect(left).rejects.toThrow('no longer wanted');
  expect(isWell(await looked())).toBe(true);
});

test('of a cluster that was never deployed there is nothing to be looked at', async () => {
  const { dir: typed } = await engine.api['clusters.create']({ name: 'typed' }, never);
  const look = async () => {
    for await (const item of engine.api['status.look']({ dir: typed }, never)) expect(item.type).toBe('none');
  };
  expect(await codeOf(look())).toBe('workspace.broken');
});

/** The serials of leaves, by where they are. */
const serialsOf = ({ certificates: found }: Awaited<ReturnType<typeof certificates>>) =>
  new Map(
    found
      .filter(({ group }) => group !== 'authority')
      .map(({ host = '', path, certificate }) => [`${host} ${path}`, certificate?.serial]),
  );

test('the leaves that are named are renewed, and no others', async () => {
  const before = serialsOf(await certificates());
  const { run } = await engine.api['certificates.renew']({ dir, groups: ['front-proxy'] }, never);
  expect((await followed(engine.api, dir, run)).state).toMatchObject({ status: 'success', problems: [] });
  const changed = [...serialsOf(await certificates())].filter(([place, serial]) => before.get(place) !== serial);
  expect(changed.map(([place]) => place).sort()).toEqual(
    ['master-1', 'master-2', 'master-3'].map((host) => `${host} /etc/kubernetes/pki/front-proxy-client.crt`),
  );
});

test('a renewal of all leaves that is cancelled behind the first master is gone on with, and nothing is made twice', async () => {
  const before = serialsOf(await certificates());
  const { run } = await engine.api['certificates.renew']({ dir }, never);
  for await (const item of engine.api['runs.follow']({ dir, run }, never))
    if (
      item.type === 'events' &&
      item.events.some((event) => event.type === 'step-finished' && event.step === 'take-part/master-1')
    )
      await engine.api['runs.cancel']({ dir, run }, never);
  const between = await certificates();
  expect(between.unfinished).toBeDefined();
  const done = [...serialsOf(between)].filter(([place, serial]) => place.startsWith('master-1') && before.get(place) !== serial);
  expect(done.length).toBeGreaterThan(3);

  const next = await engine.api['certificates.renew']({ dir }, never);
  expect((await followed(engine.api, dir, next.run)).state).toMatchObject({ status: 'success', problems: [] });
  const after = await certificates();
  expect(after.unfinished).toBeUndefined();
  expect([...serialsOf(after)].filter(([place, serial]) => before.get(place) === serial)).toEqual([]);
  for (const [place, serial] of done) expect(serialsOf(after).get(place), place).toBe(serial);
  expect(after.certificates.map(({ match }) => match)).not.toContain('other');
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
