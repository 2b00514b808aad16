import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layout } from '../../../shared/model/layout.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { readRecord } from '../workspace/record.ts';
import { makeSentinel, shownOn } from './cluster-view.fixture.ts';
import { type Practice, practise } from './practise.fixture.ts';

const masters = ['master-1', 'master-2', 'master-3'];

let practice: Practice;
let spec: ClusterSpec;
afterEach(() => practice.close());

const harm = (host: string) => practice.harm(host);
const applied = async (wanted: ClusterSpec): Promise<string> => {
  try {
    const { result, changes } = await practice.deploy({ spec: wanted });
    return `${result.outcome}, ${changes} changes`;
  } catch (error) {
    if (error instanceof ProblemError)
      return error.problems.map(({ code, host }) => [code, host ?? ''].join(' ').trim()).join(', ');
    throw error;
  }
};
/** A run that is cancelled once a step has ended. */
async function cutAfter(step: string): Promise<void> {
  const abort = new AbortController();
  const { result } = await practice.deploy({
    spec,
    signal: abort.signal,
    observer: (event) => {
      if (event.type === 'step-finished' && event.step === step) abort.abort();
    },
  });
  expect(result.outcome).toBe('cancelled');
}

describe.each(['external', 'stacked'] as const)('a practice cluster that stands, with %s etcd,', (topology) => {
  beforeEach(async () => {
    practice = await practise(3, 2, 1000, 'memory');
    const { nodes } = practice.spec;
    spec = { ...practice.spec, etcd: { ...practice.spec.etcd, topology }, nodes: nodes.slice(0, 4) };
    expect(await applied(spec)).toMatch(/^success/);
    await makeSentinel(practice, 'master-1');
  });

  it('is never harmed by a spec that was changed: refused, or nothing to do', async () => {
    const before = await shownOn(practice, 'master-1');
    expect(await practice.stateNow(spec)).toEqual({ kind: 'standing' });
    const { storage, network, nodes } = spec;
    const variants: readonly [string, ClusterSpec][] = [
      ['success, 0 changes', { ...spec, nodes: nodes.toReversed() }],
      ['spec.cannot-change', { ...spec, storage: { ...storage, etcd: topology === 'external' ? '/data/etcd' : '/srv/etcd' } }],
      ['spec.cannot-change', { ...spec, network: { ...network, nodePorts: '20000-21000' } }],
      ['cluster.row-removed', { ...spec, nodes: nodes.slice(0, 3) }],
      ['cluster.row-removed', { ...spec, nodes: nodes.slice(1) }],
    ];
    for (const [said, wanted] of variants) expect((await applied(wanted)).split(', ')[0]).toBe(said.split(', ')[0]);
    expect(await shownOn(practice, 'master-1')).toEqual(before);
  });

  it('takes a worker and touches nobody else', async () => {
    expect(await applied({ ...spec, nodes: practice.spec.nodes })).toMatch(/^success/);
    expect((await readRecord(practice.workspace.dir))?.nodes.map(({ joined }) => joined)).toEqual([true, true, true, true, true]);
    expect(await applied({ ...spec, nodes: practice.spec.nodes })).toBe('success, 0 changes');
  });

  it.each(['master-3', 'master-1', 'worker-1'])('takes a worker while %s is without power', async (host) => {
    const wanted = { ...spec, nodes: practice.spec.nodes };
    const asked = host === 'master-1' ? 'master-2' : 'master-1';
    const before = await shownOn(practice, asked);
    harm(host).cutPower();
    expect(await practice.stateNow(spec)).toEqual({ kind: 'degraded', away: [{ host, how: 'unreached' }] });
    expect(await applied(spec)).toMatch(/^ssh\.[a-z-]+ /);
    expect(await applied(wanted)).toMatch(/^success/);
    expect((await shownOn(practice, asked))?.uid).toBe(before?.uid);
    expect((await readRecord(practice.workspace.dir))?.nodes.map(({ name }) => name)).toEqual(
      wanted.nodes.map(({ name }) => name),
    );
    await harm(host).start();
    spec = wanted;
    // its API server takes a moment
    await expect.poll(() => practice.stateNow(spec), { interval: 5, timeout: 20_000 }).toEqual({ kind: 'standing' });
    expect(harm(host).readFile('/etc/hosts')).not.toContain('worker-2');
    expect(await applied(wanted)).toBe('success, 1 changes');
    expect(harm(host).readFile('/etc/hosts')).toContain('worker-2');
    expect(await applied(wanted)).toBe('success, 0 changes');
  });

  it('is not founded again where the first master’s disk was emptied', async () => {
    const before = await shownOn(practice, 'master-2');
    for (const unit of [layout.etcdUnit, layout.kubeletUnit]) harm('master-1').stopUnit(unit);
    for (const path of ['/etc/kubernetes', '/var/lib/etcd', '/var/lib/kubelet', '/var/lib/barque', '/etc/barque', '/etc/etcd'])
      harm('master-1').emptyDirectory(path);
    expect(await practice.stateNow(spec)).toMatchObject({ kind: 'degraded', away: [{ host: 'master-1', how: 'emptied' }] });
    expect(await applied(spec)).toContain('cluster.emptied master-1');
    expect((await shownOn(practice, 'master-2'))?.uid).toBe(before?.uid);
  });

  it('of an earlier Barque is recognised by what Kubernetes calls its nodes, and nothing is changed', async () => {
    const { dir } = practice.workspace;
    const { stage, founder, nodes } = (await readRecord(dir)) ?? expect.unreachable();
    await rm(join(dir, 'cluster-record.json'));
    await writeFile(join(dir, 'applied.json'), '{}', { mode: 0o600 });
    await practice.workspace.keepSpec(JSON.stringify(spec));
    expect(await applied(spec)).toBe('success, 0 changes');
    expect(await readRecord(dir)).toMatchObject({ stage, founder, nodes });
  });

  it('is not touched by what was decided before it changed', async () => {
    const wanted = { ...spec, nodes: practice.spec.nodes };
    const decided = practice.deploy({
      spec: wanted,
      decided: () => masters.forEach((host) => harm(host).emptyDirectory(layout.staticPods)),
    });
    await expect(decided).rejects.toMatchObject({
      problems: [{ code: 'cluster.changed-meanwhile' }, { code: 'cluster.silent' }],
    });
  });

  it('is deployed to as it was decided where a node became NotReady in between', async () => {
    const wanted = { ...spec, nodes: practice.spec.nodes };
    const { result } = await practice.deploy({
      spec: wanted,
      decided: () => harm('worker-1').stopUnit(layout.kubeletUnit),
      observer: ({ type }) => {
        if (type === 'run-started') void harm('worker-1').startUnit(layout.kubeletUnit);
      },
    });
    expect(result.outcome).toBe('success');
  });

  it('whose record was lost is not deployed to', async () => {
    await rm(join(practice.workspace.dir, 'cluster-record.json'));
    expect(await applied({ ...spec, network: { ...spec.network, nodePorts: '20000-21000' } })).toBe('cluster.no-record');
  });

  it('all of whose hosts were emptied can be made anew, and is never measured by the one before', async () => {
    for (const host of [...masters, 'worker-1']) {
      for (const unit of [layout.etcdUnit, layout.kubeletUnit, layout.containerdUnit]) harm(host).stopUnit(unit);
      harm(host).cutPower();
      for (const path of ['/etc/kubernetes', '/var/lib', '/etc/barque', '/etc/etcd', '/etc/systemd/system', '/opt/barque'])
        harm(host).emptyDirectory(path);
      await harm(host).start();
    }
    const before = (await readRecord(practice.workspace.dir))?.seen?.uid;
    await cutAfter('init/master-1');
    expect(await practice.stateNow(spec)).toEqual({ kind: 'begun', founded: true });
    expect(await applied(spec)).toMatch(/^success/);
    const after = (await readRecord(practice.workspace.dir))?.seen?.uid;
    expect([after === undefined, after === before]).toEqual([false, false]);
    expect(await practice.stateNow(spec)).toEqual({ kind: 'standing' });
  });

  it('is told as silent while no API server answers, and nothing is begun on it', async () => {
    const manifest = `${layout.staticPods}/kube-apiserver.yaml`;
    const texts = masters.map((host) => harm(host).readFile(manifest) ?? '');
    for (const host of masters) harm(host).emptyDirectory(layout.staticPods);
    expect((await practice.stateNow(spec)).kind).toBe('silent');
    expect(await applied(spec)).toBe('cluster.silent');
    expect(texts.every((text) => text !== '')).toBe(true);
  });

  it('is told as split where one master was founded anew, and nothing is done to it', async () => {
    harm('master-3').replaceEtcd();
    expect((await practice.stateNow(spec)).kind).toBe('split');
    expect(await applied(spec)).toBe('cluster.split');
  });
});

describe('a practice cluster that was begun', () => {
  it('can be given another address and another network until kubeadm was started', async () => {
    practice = await practise(3, 1, 1000, 'memory');
    ({ spec } = practice);
    await cutAfter('certificates/master-1');
    expect((await readRecord(practice.workspace.dir))?.stage).toBe('preparing');
    const corrected: ClusterSpec = { ...spec, network: { ...spec.network, podSubnet: '10.60.0.0/16' } };
    expect(await applied(corrected)).toMatch(/^success/);
    expect((await readRecord(practice.workspace.dir))?.spec.network.podSubnet).toBe('10.60.0.0/16');
  });

  it('is gone on with as it was begun once kubeadm was started', async () => {
    practice = await practise(3, 1, 1000, 'memory');
    ({ spec } = practice);
    await cutAfter('init/master-1');
    expect((await readRecord(practice.workspace.dir))?.stage).toBe('founding');
    expect(await practice.stateNow(spec)).toEqual({ kind: 'begun', founded: true });
    expect(await applied({ ...spec, network: { ...spec.network, podSubnet: '10.60.0.0/16' } })).toBe('spec.cannot-change');
    expect(await applied(spec)).toMatch(/^success/);
    expect(await practice.stateNow(spec)).toEqual({ kind: 'standing' });
  });
});
