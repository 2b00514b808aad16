import { afterEach, describe, expect, it } from 'vitest';
import { wait } from '../node/command-verbs.ts';
import { openNode } from '../node/node.ts';
import { isWell } from '../../../shared/cluster/status.ts';
import { statusOf } from '../status.ts';
import { type Practice, practise } from './practise.fixture.ts';

const { signal } = new AbortController();
let practice: Practice;
afterEach(() => practice.close());

describe('a harbour that was kept', () => {
  it('is there again with its cluster, its keys and its ports', async () => {
    practice = await practise(3, 1);
    expect((await practice.deploy()).result.outcome).toBe('success');
    const before = practice.harbour.hosts;
    practice.harbour.inject('worker-1', 'clock-skewed');
    await practice.restart();
    expect(practice.harbour.hosts).toEqual(before);
    expect(practice.harbour.faults()).toEqual([{ host: 'worker-1', fault: 'clock-skewed' }]);
    practice.harbour.mend('worker-1', 'clock-skewed');
    const again = await practice.deploy();
    expect([again.result.outcome, again.changes]).toEqual(['success', 0]);
  });

  it('goes on with a run that ended with the program, in the middle of kubeadm', async () => {
    practice = await practise(3, 1, 20);
    const abort = new AbortController();
    const kubeadm = async () => {
      const node = openNode(practice.harbour.transport('master-3'));
      const [state] = await node.ask([wait('kubeadm', 0, 0)], signal);
      node.close();
      return state;
    };
    const hasBegun = async () => {
      const state = await kubeadm();
      return 'output' in state && state.output.includes('Creating static Pod manifest');
    };
    const begun = expect.poll(hasBegun, { interval: 20, timeout: 30_000 }).toBe(true);
    const cutOff = await practice.deploy({
      signal: abort.signal,
      observer: (event) => {
        if (event.type === 'step-started' && event.step === 'join/master-3') void begun.then(() => abort.abort());
      },
    });
    expect(cutOff.result.outcome).toBe('cancelled');
    await practice.restart();
    expect(await kubeadm()).toMatchObject({ state: 'lost' });
    const lines: string[] = [];
    const resumed = await practice.deploy({
      observer: (event) => {
        if (event.type === 'step-output') lines.push(event.line);
      },
    });
    expect(resumed.result).toMatchObject({ outcome: 'success', problems: [] });
    expect(lines.join('\n')).toContain('kube-apiserver.yaml already exists');
  });
});

describe('a practice cluster', () => {
  it('goes on with a run that was cancelled, whose commands have gone on meanwhile', async () => {
    practice = await practise(3, 1);
    for (const step of ['images/master-2', 'init/master-1', 'join/worker-1']) {
      const abort = new AbortController();
      const { result } = await practice.deploy({
        signal: abort.signal,
        observer: (event) => {
          if (event.type === 'step-started' && event.step === step) abort.abort();
        },
      });
      expect(result.outcome).toBe('cancelled');
    }
    expect((await practice.deploy()).result.outcome).toBe('success');
  });

  it('takes another worker, and says what stands', async () => {
    practice = await practise(3, 2);
    const [, , , , last] = practice.spec.nodes;
    const smaller = { ...practice.spec, nodes: practice.spec.nodes.filter((node) => node !== last) };
    expect((await practice.deploy({ spec: smaller })).result.outcome).toBe('success');
    expect((await practice.deploy()).result.outcome).toBe('success');
    const fleet = await practice.reach();
    const status = await statusOf(practice.workspace, practice.spec, fleet, signal);
    await fleet.close();
    expect(status.state).toEqual({ kind: 'standing' });
    expect(status.nodes).toHaveLength(5);
    expect(isWell(status)).toBe(true);
  });

  it('has its etcd in pods where the spec says so', async () => {
    practice = await practise(3, 1);
    const stacked = { ...practice.spec, etcd: { ...practice.spec.etcd, topology: 'stacked' as const } };
    const first = await practice.deploy({ spec: stacked });
    expect(first.result).toMatchObject({ outcome: 'success', problems: [] });
    const again = await practice.deploy({ spec: stacked });
    expect([again.result.outcome, again.changes]).toEqual(['success', 0]);
  });
});
