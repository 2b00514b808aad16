import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { makeSentinel, shownOn } from './cluster-view.fixture.ts';
import { restoreHarbour } from './harbour.ts';
import { type Practice, practise } from './practise.fixture.ts';

const { signal } = new AbortController();
let practice: Practice;
afterEach(() => practice.close());

const deployed = async (topology: 'external' | 'stacked') => {
  practice = await practise(3, 1, 1000, 'memory');
  const spec = { ...practice.spec, etcd: { ...practice.spec.etcd, topology } };
  expect((await practice.deploy({ spec })).result.problems).toEqual([]);
  return spec;
};
const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'));
const put = (path: string, content: object) => writeFile(path, JSON.stringify(content));

const without = (object: object, ...keys: readonly string[]): object =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

const second = z.object({
  holder: z.string().optional(),
  etcds: z.tuple([
    z.object({
      nodes: z.array(
        z.object({
          name: z.string(),
          machine: z.string(),
          registered: z.number(),
          controlPlane: z.boolean(),
          version: z.string(),
        }),
      ),
      objects: z.array(z.object({ object: z.looseObject({ metadata: z.looseObject({ name: z.string() }) }), since: z.number() })),
    }),
  ]),
});
const entry = z.tuple([z.string(), z.looseObject({ type: z.string() })]);
const secondHost = z.looseObject({ state: z.looseObject({ files: z.array(entry) }) });
const manifest = Buffer.from('apiVersion: v1\nkind: Pod\nmetadata:\n  name: etcd\n').toString('base64');

/** Rewrites what a harbour has kept as the first form had it: no data on disks, and one set of objects for all. */
async function asFirst(dir: string, stacked: readonly string[]): Promise<void> {
  const path = join(dir, 'harbour.json');
  const rest = without(z.looseObject({}).parse(await readJson(path)), 'etcds');
  const [{ nodes, objects }] = second.parse(await readJson(path)).etcds;
  const shared = objects
    .filter(({ object }) => !['kube-public', 'kube-node-lease'].includes(object.metadata.name))
    .map((kept) =>
      kept.object.metadata.name === 'kubeadm-config'
        ? { ...kept, object: { ...kept.object, spec: { version: 'v1.34.4' } } }
        : kept,
    );
  await put(path, { ...rest, schema: 'barque-practice/v1', nodes, objects: shared, stacked, leader: '10.90.0.12' });
  for (const name of await readdir(join(dir, 'hosts'))) {
    const host = secondHost.parse(await readJson(join(dir, 'hosts', name)));
    const state = without(host.state, 'on', 'etcd');
    const files = host.state.files
      .filter(([file]) => !file.startsWith('/var/lib/etcd/member'))
      .map(([file, kept]) => [file, file.endsWith('/manifests/etcd.yaml') ? { ...kept, content: manifest } : kept]);
    await put(join(dir, 'hosts', name), { ...host, schema: 'barque-practice-host/v1', state: { ...state, files } });
  }
}

it.each(['external', 'stacked'] as const)(
  'what the first form kept of a cluster with etcd %s is gone on with',
  async (topology) => {
    const spec = await deployed(topology);
    await makeSentinel(practice, 'master-1');
    const { dir } = practice.harbour;
    await practice.harbour.close();
    // so was the workspace
    await rm(join(practice.workspace.dir, 'cluster-record.json'));
    await writeFile(join(practice.workspace.dir, 'applied.json'), '{}', { mode: 0o600 });
    await practice.workspace.keepSpec(JSON.stringify(spec));
    await asFirst(dir, topology === 'stacked' ? ['master-1', 'master-2', 'master-3'] : []);
    await practice.restart();
    expect(await readdir(dir)).toContain('harbour.json.v1');
    const answer = async () => (await shownOn(practice, 'master-2'))?.namespaces ?? [];
    await expect.poll(answer, { timeout: 20_000 }).toContain('sentinel');
    expect((await shownOn(practice, 'master-2'))?.nodes.map(({ ready }) => ready)).toEqual(['True', 'True', 'True', 'True']);
    const again = await practice.deploy({ spec });
    expect([again.result.problems, again.changes]).toEqual([[], 0]);
    // from now on it lies on the disks
    for (const host of ['master-1', 'master-2', 'master-3'])
      expect(practice.harbour.harm(host).readFile('/var/lib/etcd/member/snap/db')).toBeDefined();
    const kept = await shownOn(practice, 'master-1');
    await practice.restart();
    await expect.poll(() => shownOn(practice, 'master-1'), { timeout: 20_000 }).toEqual(kept);
  },
);

it('etcds, objects and power are kept as they are', async () => {
  await deployed('external');
  await makeSentinel(practice, 'master-1');
  practice.harbour.harm('master-3').replaceEtcd();
  practice.harbour.harm('worker-1').cutPower();
  const uids = async () => {
    const shown = [await shownOn(practice, 'master-1'), await shownOn(practice, 'master-3')];
    return shown.map((one) => one && [one.uid, one.namespaces]);
  };
  const before = await uids();
  expect(before[0]).not.toEqual(before[1]);
  await practice.restart();
  await expect.poll(uids, { timeout: 20_000 }).toEqual(before);
  await expect(practice.run('worker-1', 'true')).rejects.toMatchObject({ problems: [{ code: 'ssh.unreachable' }] });
});

it('what a newer Barque has kept is refused in words, and left as it is', async () => {
  practice = await practise(1, 0, 1000, 'memory');
  const folder = await mkdtemp(join(tmpdir(), 'barque-newer-'));
  await cp(practice.harbour.dir, folder, { recursive: true });
  const newer = { ...z.looseObject({}).parse(await readJson(join(folder, 'harbour.json'))), schema: 'barque-practice/v3' };
  await put(join(folder, 'harbour.json'), newer);
  const refused: unknown = await restoreHarbour(folder, signal).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ProblemError);
  expect(refused).toMatchObject({ problems: [{ code: 'engine.practice-newer', params: { schema: 'barque-practice/v3' } }] });
  expect(await readJson(join(folder, 'harbour.json'))).toEqual(newer);
  await rm(folder, { recursive: true });
});
