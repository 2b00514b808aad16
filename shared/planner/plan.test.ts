import { describe, expect, test } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf, type FixtureOptions } from '../../test/fixtures/site.ts';
import { layout } from '../model/layout.ts';
import { phases, type Plan, type Step } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import { planCluster } from './plan.ts';

function plan(options?: FixtureOptions): Plan {
  const spec = specOf(options);
  return planCluster(spec, clusterUid, factsOfAll(spec), bundleOf(spec));
}

function stepOf({ steps }: Plan, id: string): Step {
  const step = steps.find((s) => s.id === id);
  if (!step) throw new Error(`no step ${id}`);
  return step;
}

/** All that a step waits for, directly or not. */
function before(plan: Plan, id: string): Set<string> {
  const seen = new Set<string>();
  const visit = (at: string) => {
    for (const need of stepOf(plan, at).needs) {
      if (seen.has(need)) continue;
      seen.add(need);
      visit(need);
    }
  };
  visit(id);
  return seen;
}

const resources = <K extends Resource['kind']>(plan: Plan, host: string, kind: K) =>
  plan.steps
    .filter((s) => s.host === host)
    .flatMap((s) => s.resources)
    .filter((r): r is Extract<Resource, { kind: K }> => r.kind === kind);

describe('the plan of a cluster', () => {
  test('reads like an installation manual', async () => {
    const text = plan()
      .steps.map((s) => `${s.phase.padEnd(14)} ${s.id.padEnd(22)} ${s.risk.padEnd(13)} after ${s.needs.join(', ') || 'nothing'}`)
      .join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot('golden/external-3-1.txt');
  });

  test('the same site gives the same plan', () => {
    expect(plan()).toEqual(plan());
  });

  test('every step comes after what it needs, and ids are unique', () => {
    for (const topology of ['external', 'stacked'] as const) {
      const seen = new Set<string>();
      for (const step of plan({ topology, masters: 5, workers: 7 }).steps) {
        for (const need of step.needs) expect(seen).toContain(need);
        expect(seen).not.toContain(step.id);
        seen.add(step.id);
      }
    }
  });

  test('external etcd: all masters join side by side, once etcd has its quorum and the first API server runs', () => {
    const p = plan();
    expect(before(p, 'init/m1')).toContain('etcd-quorum/m1');
    expect(before(p, 'join/m3')).toContain('init/m1');
    expect(before(p, 'join/m3')).not.toContain('join/m2');
  });

  test('stacked etcd: masters join one after the other, since each join adds an etcd member', () => {
    const p = plan({ topology: 'stacked' });
    expect(before(p, 'join/m3')).toContain('join/m2');
    expect(p.steps.map((s) => s.id)).not.toContain('etcd/m1');
  });

  test('nothing that has no inverse happens before the first master is complete', () => {
    const p = plan();
    const irreversible = p.steps.filter((s) => s.risk === 'irreversible').map((s) => s.id);
    expect(irreversible.sort()).toEqual(['init/m1', 'join/m2', 'join/m3', 'join/w1']);
    expect(before(p, 'init/m1')).toContain('endpoint/m1');
  });

  test('external etcd: no member starts before all have the program, and the quorum is proven of all of them', () => {
    const p = plan();
    const of = (title: string) => ['m1', 'm2', 'm3'].map((host) => `${title}/${host}`);
    for (const member of of('etcd')) expect(stepOf(p, member).needs).toEqual(of('etcd-program'));
    expect(stepOf(p, 'etcd-quorum/m1').needs).toEqual(of('etcd'));
  });

  test('kubeadm init is guarded by what a completed master keeps, and by what an external etcd holds', () => {
    const guardOf = (p: Plan) => resources(p, 'm1', 'command').find(({ argv }) => argv.includes('init'))?.guard;
    expect(guardOf(plan({ topology: 'stacked' }))).toEqual({ absent: layout.completed });
    const { absent, silent } = guardOf(plan()) ?? {};
    expect(absent).toBe(layout.completed);
    expect(silent?.[0]).toBe(`${layout.bin}/etcdctl`);
    expect(silent?.slice(-5)).toEqual(['get', '/registry/', '--prefix', '--keys-only', '--limit=1']);
  });

  test('a worker waits for the init alone, not for the other masters', () => {
    expect(
      [...before(plan(), 'join/w1')].filter((id) => id.endsWith('/m2') && !id.startsWith('etcd') && id !== 'prepare/m2'),
    ).toEqual([]);
  });

  test('workers get no authority, no etcd and no image of the control plane', () => {
    const p = plan();
    expect(resources(p, 'w1', 'file').map((f) => f.path)).not.toContain('/etc/kubernetes/pki/ca.key');
    const names = resources(p, 'w1', 'images').flatMap((r) => r.images.map((i) => i.name));
    expect(names.filter((name) => /apiserver|scheduler|controller|etcd|keepalived/.test(name))).toEqual([]);
    expect(names).toContain('registry.k8s.io/pause:1.0');
    expect(resources(p, 'w1', 'binary').map((b) => b.path)).not.toContain('/opt/barque/bin/etcd');
  });

  test('keys are late values in files that only root reads', () => {
    for (const topology of ['external', 'stacked'] as const) {
      const p = plan({ topology });
      const keys = ['m1', 'm2', 'm3', 'w1'].flatMap((h) => resources(p, h, 'file')).filter((f) => f.path.endsWith('.key'));
      expect(keys.length).toBeGreaterThan(9);
      for (const key of keys) expect(key).toMatchObject({ mode: 0o600, content: [{ encoding: 'utf8' }] });
    }
  });

  test('the join credential is an input of the join and no file that stays', () => {
    const p = plan();
    expect(resources(p, 'w1', 'command')[0]?.inputs?.map((f) => f.path)).toEqual(['/etc/barque/join.conf']);
    expect(resources(p, 'w1', 'file').map((f) => f.path)).not.toContain('/etc/barque/join.conf');
  });

  test('time, where the spec asks for it, is a step of its own that a run may go on without, and what comes next waits for it', () => {
    const spec = { ...specOf(), time: { source: 'servers' as const, servers: ['10.0.0.1'] } };
    const p = planCluster(spec, clusterUid, factsOfAll(spec), bundleOf(spec));
    expect(stepOf(p, 'time/w1')).toMatchObject({ phase: 'prepare', needs: ['prepare/w1'], skippable: true });
    expect(stepOf(p, 'runtime/w1').needs).toEqual(['time/w1', 'time/m1']);
    expect(stepOf(p, 'prepare/w1')).toMatchObject({ skippable: false });
    expect(plan().steps.map((s) => s.title)).not.toContain('time');
  });

  test('phases come in the order of the manual on each host', () => {
    const order = plan()
      .steps.filter((s) => s.host === 'w1')
      .map((s) => phases.indexOf(s.phase));
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });
});

describe('what runs shows that it serves', () => {
  const serving = (of: Plan, host: string) =>
    new Map(resources(of, host, 'service').flatMap(({ unit, serves }) => (serves ? [[unit, serves] as const] : [])));

  test('containerd on every node, etcd on masters, the kubelet once it has joined', () => {
    expect([...serving(plan(), 'm1').keys()]).toEqual(['barque-containerd.service', 'barque-etcd.service', 'kubelet.service']);
    expect([...serving(plan(), 'w1').keys()]).toEqual(['barque-containerd.service', 'kubelet.service']);
    expect(before(plan(), 'kubelet/w1')).toContain('join/w1');
    expect(before(plan(), 'kubelet/m1')).toContain('init/m1');
  });

  test('a member of etcd is never started again for not serving, and knows all others', () => {
    const { restart, others } = serving(plan(), 'm2').get('barque-etcd.service') ?? {};
    expect(restart).toBe(false);
    expect(others?.map(({ name }) => name)).toEqual(['m1', 'm3']);
  });

  test('a member of etcd is asked by a program that its own step or one before it brings', () => {
    const whole = plan();
    const done = before(whole, 'etcd/m2').add('etcd/m2');
    const steps = whole.steps.filter(({ id, host }) => done.has(id) && host === 'm2');
    const brought = steps.flatMap((step) => step.resources).flatMap((r) => (r.kind === 'binary' ? [r.path] : []));
    expect(brought).toContain('/opt/barque/bin/etcdctl');
  });
});
