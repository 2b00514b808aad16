import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { layout } from '../../shared/model/layout.ts';
import type { Step, StepTitle } from '../../shared/model/plan.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import type { RunEvent } from '../../shared/run/event.ts';
import { changesOf, type Deployment, judgePlan } from './deployment.ts';
import { type Asked, changes, Operator, type PreparedOptions, takes } from './prepared.fixture.ts';
import { shownOn } from './practice/cluster-view.fixture.ts';
import { practise } from './practice/practise.fixture.ts';
import { Pause } from './runner/pause.ts';
import { readRecord } from './workspace/record.ts';

const { signal } = new AbortController();
let operator: Operator;
afterEach(() => operator.close());

const harm = (host: string) => operator.practice.harbour.harm(host);
const recorded = () => readRecord(operator.practice.workspace.dir);
const problemsOf = (attempt: Promise<unknown>): Promise<unknown> =>
  attempt.then(
    () => 'none',
    (error: unknown) => (error instanceof ProblemError ? error.problems.map(({ code, host = '' }) => `${code} ${host}`) : error),
  );
const nobody = (): undefined[] => operator.practice.harbour.hosts.map(() => undefined);
const initStarts = ({ verb, args }: Asked): boolean => verb === 'start' && args.includes('init');

/** Prepares a deployment and carries it out. */
async function deployed(options: PreparedOptions = {}) {
  const { deployment, asked } = await operator.prepare(options);
  asked.length = 0;
  return { deployment, asked, result: await operator.carryOut(deployment) };
}
/** Puts rubbish in the place of every blob of the bundle. */
async function spoilBundle(): Promise<void> {
  const blobs = join(operator.practice.harbour.bundle, 'blobs');
  for (const entry of await readdir(blobs, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await writeFile(join(entry.parentPath, entry.name), 'rubbish');
}

describe('the lease of the nodes', () => {
  it('is taken of every one before anything is changed on any, and given back at the end', async () => {
    operator = new Operator(await practise(1, 1, 1000, 'memory'));
    let atFirstChange: Promise<unknown> | undefined;
    const before = async (one: Asked) => {
      if (changes(one)) await (atFirstChange ??= operator.leases());
    };
    const { asked, result } = await deployed({ before });
    expect(result).toMatchObject({ outcome: 'success', problems: [] });
    const ours = expect.objectContaining({ owner: operator.practice.workspace.cluster.uid, life: 'alive' }) as unknown;
    expect(await atFirstChange).toEqual([ours, ours]);
    expect(asked.filter(takes).map(({ host }) => host)).toEqual(['master-1', 'worker-1']);
    expect(asked.findLastIndex(takes)).toBeLessThan(asked.findIndex(changes));
    expect(await operator.leases()).toEqual(nobody());
  });

  it('is given back of all where one host is another’s: nothing was changed, and nothing is known of a cluster', async () => {
    operator = new Operator(await practise(1, 2, 1000, 'memory'));
    const { deployment, asked } = await operator.prepare();
    await operator.hold('worker-1');
    expect(await problemsOf(operator.carryOut(deployment))).toEqual(['node.held worker-1']);
    expect(asked.filter(changes)).toEqual([]);
    expect(await recorded()).toBeUndefined();
    expect(await operator.leases()).toEqual([undefined, expect.objectContaining({ who: 'li@bastion' }), undefined]);
  });

  it.each<[string, (run: string) => string]>([
    ['record', () => join(operator.practice.workspace.dir, 'cluster-record.json')],
    ['journal', (run) => operator.practice.workspace.journalOf(run)],
  ])('is given back where the workspace cannot keep its %s, and nothing was changed', async (_, pathOf) => {
    operator = new Operator(await practise(1, 0, 1000, 'memory'));
    const { deployment, asked } = await operator.prepare();
    const run = await operator.practice.workspace.newRun();
    await mkdir(pathOf(run), { recursive: true });
    expect(await problemsOf(operator.carryOut(deployment, { run }))).toHaveLength(1);
    expect(asked.filter(changes)).toEqual([]);
    expect(await operator.leases()).toEqual([undefined]);
  });

  it('is this run’s again when a host is back that was lost', async () => {
    operator = new Operator(await practise(1, 0));
    const { harbour } = operator.practice;
    const { deployment } = await operator.prepare();
    const run = await operator.practice.workspace.newRun();
    const pausing = new Pause();
    const seen: unknown[] = [];
    const lookAtLease = async () => {
      seen.push(...(await operator.leases()));
      pausing.continue();
    };
    const observer = (event: RunEvent) => {
      if (!('step' in event) || event.step !== 'runtime/master-1') return;
      if (event.type === 'step-started') harbour.inject('master-1', 'connection-lost');
      if (event.type === 'step-waiting') harbour.mend('master-1', 'connection-lost');
      if (event.type !== 'step-finished') return;
      // nothing goes on, and so nothing ends, until somebody has looked
      pausing.pause();
      void lookAtLease();
    };
    const result = await operator.carryOut(deployment, { run, observer, pausing });
    expect(result).toMatchObject({ outcome: 'success', problems: [] });
    expect(seen).toEqual([expect.objectContaining({ run, life: 'alive' })]);
  });

  it('is not asked for, nor is any blob looked at, where nothing is to be changed', async () => {
    operator = new Operator(await practise(1, 1, 1000, 'memory'));
    expect((await deployed()).result.outcome).toBe('success');
    await spoilBundle();
    const { deployment, asked, result } = await deployed();
    expect([result.outcome, changesOf(deployment)]).toEqual(['success', []]);
    expect(asked.filter((one) => takes(one) || changes(one))).toEqual([]);
  });

  it('is not asked for where the bundle is found to be damaged', async () => {
    operator = new Operator(await practise(1, 0, 1000, 'memory'));
    const { deployment, asked } = await operator.prepare();
    await spoilBundle();
    asked.length = 0;
    expect(String(await problemsOf(operator.carryOut(deployment)))).toMatch(/^bundle\./);
    expect(asked).toEqual([]);
  });
});

describe('what the workspace knows of its cluster', () => {
  it('is nothing before the lease, preparing before the first change, founding before kubeadm starts, and standing at the end', async () => {
    operator = new Operator(await practise(1, 1, 1000, 'memory'));
    const stages = new Map<string, Promise<string | undefined>>();
    const note = async (when: string) => {
      const stage = stages.get(when) ?? recorded().then((record) => record?.stage);
      stages.set(when, stage);
      await stage;
    };
    const before = async (one: Asked) => {
      if (takes(one)) await note('lease');
      if (changes(one)) await note('change');
      if (initStarts(one)) await note('init');
    };
    const { result } = await deployed({ before });
    expect(result.outcome).toBe('success');
    expect([...stages.keys()]).toEqual(['lease', 'change', 'init']);
    expect(await Promise.all(stages.values())).toEqual([undefined, 'preparing', 'founding']);
    const record = await recorded();
    expect(record).toMatchObject({ stage: 'standing', left: [], nodes: [{ joined: true }, { joined: true }] });
    expect(record?.seen?.uid).toBe((await shownOn(operator.practice, 'master-1'))?.uid);
  });

  it('is that it was founded, and not that it stands, where a run fails after kubeadm was started', async () => {
    operator = new Operator(await practise(1, 1, 1000, 'memory'));
    operator.practice.harbour.inject('worker-1', 'join-fails');
    const { result } = await deployed();
    expect(result).toMatchObject({ outcome: 'failed', problems: [{ code: 'command.failed', host: 'worker-1' }] });
    const record = await recorded();
    expect(record).toMatchObject({ stage: 'founding', nodes: [{ joined: false }, { joined: false }] });
    expect(record).not.toHaveProperty('seen');
    expect(await readdir(operator.practice.workspace.exports)).toEqual([]);
  });

  it('is that it was prepared where a run fails before that', async () => {
    operator = new Operator(await practise(1, 0, 1000, 'memory'));
    const { deployment } = await operator.prepare();
    operator.practice.harbour.inject('master-1', 'disk-full');
    expect((await operator.carryOut(deployment)).outcome).toBe('failed');
    expect((await recorded())?.stage).toBe('preparing');
  });
});

describe('a run', () => {
  it('starts no kubeadm init where the master was completed since it was looked at', async () => {
    operator = new Operator(await practise(1, 0, 1000, 'memory'));
    const before = (one: Asked) => {
      if (initStarts(one)) harm('master-1').writeFile(layout.completed, '');
    };
    const { result } = await deployed({ before });
    expect(result).toMatchObject({ outcome: 'failed', problems: [{ code: 'command.guarded', host: 'master-1' }] });
    expect(await shownOn(operator.practice, 'master-1')).toBeUndefined();
  });

  it('goes on without a step that is to be skipped, and tells who decided it', async () => {
    operator = new Operator(await practise(1, 0, 1000, 'memory'));
    const { deployment } = await operator.prepare();
    const events: RunEvent[] = [];
    const skipped = [{ step: 'helm/master-1', by: 'li@laptop', at: 7 }];
    const result = await operator.carryOut(deployment, { skipped, observer: (event) => events.push(event) });
    expect(result).toMatchObject({ outcome: 'success', skipped: ['helm/master-1'] });
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'step-skipped', step: 'helm/master-1', by: 'li@laptop', decided: 7 }),
    );
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', outcome: 'success', skipped: ['helm/master-1'] });
    expect(harm('master-1').readFile(`${layout.bin}/helm`)).toBeUndefined();
    expect((await recorded())?.left).toEqual(['helm/master-1']);
  });

  it('has failed where what is handed over cannot be written, and then no cluster stands', async () => {
    operator = new Operator(await practise(1, 0, 1000, 'memory'));
    const { workspace } = operator.practice;
    const { deployment } = await operator.prepare();
    await rm(workspace.exports, { recursive: true });
    await writeFile(workspace.exports, '');
    const events: RunEvent[] = [];
    const result = await operator.carryOut(deployment, { observer: (event) => events.push(event) });
    expect(result).toMatchObject({ outcome: 'failed', problems: [{ code: 'workspace.unusable' }] });
    expect(events.at(-1)).toMatchObject({ type: 'run-finished', outcome: 'failed', problems: [{ code: 'workspace.unusable' }] });
    expect((await recorded())?.stage).toBe('founding');
    expect(await operator.leases()).toEqual([undefined]);
  });
});

describe('a step that was found to be done', () => {
  const pathOf = (host: string) => `/etc/barque-test/${host}`;
  const step = (title: StepTitle, host: string, ...needs: string[]): Step => ({
    ...{ id: `${title}/${host}`, phase: 'prepare', title, host, needs, risk: 'reversible', skippable: false, priority: 1 },
    resources: [{ kind: 'file', path: pathOf(host), mode: 0o644, content: 'ours' }],
  });
  /** Each on a host of its own, so that who was touched says which was performed. */
  const steps = [
    step('prepare', 'master-1'),
    step('time', 'worker-1', 'prepare/master-1'),
    step('runtime', 'worker-2', 'time/worker-1'),
    step('images', 'worker-3'),
  ];
  let deployment: Deployment;
  let touched: string[];

  beforeEach(async () => {
    operator = new Operator(await practise(1, 3, 1000, 'memory'));
    for (const host of ['worker-1', 'worker-2', 'worker-3']) harm(host).writeFile(pathOf(host), 'ours');
    const real = (await operator.prepare()).deployment;
    const plan = { ...real.plan, steps };
    const judgements = await judgePlan(plan, (host) => real.contextOf(host, () => undefined, signal));
    touched = [];
    const contextOf: Deployment['contextOf'] = (host, ...more) => {
      touched.push(host);
      return real.contextOf(host, ...more);
    };
    deployment = { ...real, plan, judgements, contextOf };
  });

  it('is performed only after one that was changed in this run, however far before', async () => {
    expect(changesOf(deployment).map(({ id }) => id)).toEqual(['prepare/master-1']);
    const { outcome, steps: ended } = await operator.carryOut(deployment);
    expect(outcome).toBe('success');
    expect(Object.fromEntries(ended)).toEqual({
      'prepare/master-1': 'changed',
      'time/worker-1': 'satisfied',
      'runtime/worker-2': 'satisfied',
      'images/worker-3': 'satisfied',
    });
    expect(touched).toEqual(['master-1', 'worker-1', 'worker-2']);
    expect(harm('master-1').readFile(pathOf('master-1'))).toBe('ours');
  });

  it('is left alone where the one before it was found done when its turn came', async () => {
    harm('master-1').writeFile(pathOf('master-1'), 'ours');
    expect((await operator.carryOut(deployment)).steps.get('prepare/master-1')).toBe('satisfied');
    expect(touched).toEqual(['master-1']);
  });
});
