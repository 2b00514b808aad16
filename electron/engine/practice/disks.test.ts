import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { layout } from '../../../shared/model/layout.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { start, wait } from '../node/command-verbs.ts';
import { openNode } from '../node/node.ts';
import { kubectl, makeSentinel, shownOn } from './cluster-view.fixture.ts';
import { type Practice, practise } from './practise.fixture.ts';

const { signal } = new AbortController();
const masters = ['master-1', 'master-2', 'master-3'];
const etcdEnvironment = '/etc/etcd/etcd.env';

let practice: Practice;
const harm = (host: string) => practice.harbour.harm(host);
/** What a master shows once its API server answers. */
async function shown(host: string) {
  const answer = async () => (await shownOn(practice, host)) !== undefined;
  await expect.poll(answer, { interval: 5, timeout: 20_000 }).toBe(true);
  return (await shownOn(practice, host)) ?? expect.unreachable();
}
const etcdctl = (host: string, ...words: string[]) => {
  const pki = ['--cacert=/etc/etcd/pki/ca.crt', '--cert=/etc/etcd/pki/client.crt', '--key=/etc/etcd/pki/client.key'];
  return practice.run(host, `${layout.bin}/etcdctl`, '--endpoints=https://127.0.0.1:2379', ...pki, ...words);
};
const deployed = async (topology: 'external' | 'stacked') => {
  practice = await practise(3, 1, 1000, 'memory');
  const spec = { ...practice.spec, etcd: { ...practice.spec.etcd, topology } };
  expect((await practice.deploy({ spec })).result).toMatchObject({ outcome: 'success', problems: [] });
  await makeSentinel(practice, 'master-1');
};
afterEach(async () => {
  vi.useRealTimers();
  await practice.close();
});

describe('a practice cluster with an external etcd', () => {
  beforeEach(() => deployed('external'));

  it('shows the same by every master: its uid, its namespaces and its nodes as they are', async () => {
    const [one, two] = [await shown('master-1'), await shown('master-2')];
    expect(two).toEqual(one);
    expect(one.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(one.namespaces).toEqual(expect.arrayContaining(['kube-system', 'default', 'sentinel']));
    expect(one.nodes.map(({ name, ready, address }) => [name, ready, address])).toEqual(
      practice.harbour.hosts.map(({ name, nodeAddress }) => [name, 'True', nodeAddress]),
    );
    const [master, , , worker] = one.nodes;
    expect(JSON.parse(master?.labels ?? '')).toHaveProperty(['node-role.kubernetes.io/control-plane']);
    expect(JSON.parse(master?.taints ?? '')).toEqual([{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }]);
    expect(worker).toMatchObject({ taints: '', version: master?.version });
    expect(new Set(one.nodes.map(({ uid }) => uid)).size).toBe(4);
  });

  it('has lost everything once all members were started with another data directory (K1), and has it again with the old one', async () => {
    const before = await shown('master-1');
    const moveTo = async (from: string, to: string) => {
      for (const host of masters) harm(host).stopUnit(layout.etcdUnit);
      for (const host of masters) {
        const text = harm(host).readFile(etcdEnvironment) ?? '';
        harm(host).writeFile(etcdEnvironment, text.replace(`ETCD_DATA_DIR=${from}\n`, `ETCD_DATA_DIR=${to}\n`));
        await harm(host).startUnit(layout.etcdUnit);
      }
    };
    await moveTo('/var/lib/etcd', '/data/etcd');
    const after = await shown('master-1');
    expect(after.uid).not.toBe(before.uid);
    expect(after.namespaces).not.toContain('sentinel');
    expect(after.nodes).toEqual([]);
    await moveTo('/data/etcd', '/var/lib/etcd');
    expect(await shown('master-1')).toEqual(before);
  });

  it('is the same after all members were started again with their settings in another order (K2)', async () => {
    const before = await shown('master-1');
    for (const host of masters) {
      const text = harm(host).readFile(etcdEnvironment) ?? '';
      const turned = (list: string) => list.split(',').reverse().join(',');
      harm(host).writeFile(etcdEnvironment, text.replace(/(?<=^ETCD_INITIAL_CLUSTER=).*$/m, turned));
      harm(host).stopUnit(layout.etcdUnit);
    }
    for (const host of masters) await harm(host).startUnit(layout.etcdUnit);
    expect(await shown('master-2')).toEqual(before);
  });

  it('keeps its data where the first master’s disk was emptied: its member does not start (K3)', async () => {
    const before = await shown('master-2');
    harm('master-1').emptyDirectory('/var/lib/etcd');
    await harm('master-1').startUnit(layout.etcdUnit);
    expect(await shownOn(practice, 'master-1')).toBeUndefined();
    expect((await practice.run('master-1', 'systemctl', 'is-active', layout.etcdUnit)).output).toBe('activating\n');
    expect((await shown('master-2')).uid).toBe(before.uid);
    expect((await etcdctl('master-2', 'endpoint', 'health', '--cluster', '-w', 'json')).output).toContain('"health":false');
  });

  it('is silent without a majority, and the same when it is back', async () => {
    const before = await shown('master-3');
    for (const host of ['master-1', 'master-2']) harm(host).cutPower();
    expect((await kubectl(practice, 'master-3', 'get', 'nodes')).errors).toContain('was refused');
    expect((await etcdctl('master-3', 'member', 'list', '-w', 'json')).status).toBe(1);
    await harm('master-1').start();
    const after = await shown('master-3');
    expect([after.uid, after.namespaces]).toEqual([before.uid, before.namespaces]);
    expect(after.nodes.map(({ name, ready }) => [name, ready])).toContainEqual(['master-2', 'Unknown']);
  });

  it('comes back by itself after a power cut of all hosts, started one by one with the workers first', async () => {
    const before = await shown('master-1');
    const all = practice.harbour.hosts.map(({ name }) => name);
    for (const host of all) harm(host).cutPower();
    const lost = await practice.deploy().catch((error: unknown) => (error instanceof ProblemError ? error.problems : error));
    expect(lost).toEqual(
      expect.arrayContaining(all.map((host) => expect.objectContaining({ code: 'ssh.unreachable', host }) as unknown)),
    );
    for (const host of all.toReversed()) await harm(host).start();
    expect(await shown('master-1')).toEqual(before);
    const again = await practice.deploy();
    expect([again.result.problems, again.changes]).toEqual([[], 0]);
  });

  it('is two clusters where a member has another etcd on its disk', async () => {
    const before = await shown('master-1');
    harm('master-3').replaceEtcd();
    const other = await shown('master-3');
    expect(other.uid).not.toBe(before.uid);
    expect((await shown('master-1')).uid).toBe(before.uid);
    expect((await etcdctl('master-3', 'endpoint', 'health', '--cluster', '-w', 'json')).output).not.toContain('10.90.0.11');
  });

  it('refuses credentials of one host whose time is over, and no others', async () => {
    harm('master-1').expireCertificates();
    expect((await kubectl(practice, 'master-1', 'get', 'nodes')).errors).toContain(
      'x509: certificate has expired or is not yet valid: current time ',
    );
    const elsewhere = ['--server', 'https://10.90.0.12:6443'];
    expect((await kubectl(practice, 'master-1', ...elsewhere, 'get', 'nodes')).errors).toBe(
      'error: You must be logged in to the server (Unauthorized)\n',
    );
    expect((await shown('master-2')).namespaces).toContain('sentinel');
  });

  it('refuses everybody once more than a year has passed for all', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    vi.setSystemTime(Date.now() + 400 * 86_400_000);
    for (const host of masters)
      expect((await kubectl(practice, host, 'get', 'nodes')).errors).toContain('certificate has expired');
    const member = await etcdctl('master-1', 'endpoint', 'health', '-w', 'json');
    expect([member.status, member.errors.split('\n').at(-2)]).toEqual([1, 'Error: context deadline exceeded']);
    expect(member.errors).toContain('certificate has expired');
  });
});

describe('a practice cluster with a stacked etcd', () => {
  beforeEach(() => deployed('stacked'));

  it('lists its members as kubeadm added them, and is the same after a power cut', async () => {
    const before = await shown('master-2');
    for (const host of masters) harm(host).cutPower();
    for (const host of masters) await harm(host).start();
    expect(await shown('master-2')).toEqual(before);
    const pki = `${layout.kubernetesPki}/etcd`;
    const files = [`--cacert=${pki}/ca.crt`, `--cert=${pki}/server.crt`, `--key=${pki}/server.key`];
    const { output } = await practice.run('master-2', `${layout.bin}/etcdctl`, ...files, 'member', 'list');
    expect(output.split('\n').map((line) => line.split(', ').slice(1, 3))).toEqual([
      ...masters.map((name) => ['started', name]),
      [],
    ]);
  });

  it('is two clusters once kubeadm init was run on a first master that had lost its disk (K3)', async () => {
    const before = await shown('master-2');
    const first = harm('master-1');
    first.stopUnit(layout.kubeletUnit);
    for (const path of [layout.staticPods, '/var/lib/etcd']) first.emptyDirectory(path);
    const node = openNode(practice.harbour.transport('master-1'));
    const argv = [`${layout.bin}/kubeadm`, 'init', '--config', layout.kubeadmConfig, '--ignore-preflight-errors=all'];
    await node.ask([start('kubeadm', 'test', argv)], signal);
    const ended = async () => (await node.ask([wait('kubeadm', 0, 1)], signal))[0];
    await expect.poll(ended, { timeout: 20_000 }).toMatchObject({ state: 'finished', status: 0 });
    node.close();
    expect((await shown('master-1')).uid).not.toBe(before.uid);
    expect((await shown('master-1')).namespaces).not.toContain('sentinel');
    expect(await shown('master-2')).toMatchObject({ uid: before.uid, namespaces: before.namespaces });
  });
});
