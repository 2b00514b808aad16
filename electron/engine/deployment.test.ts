import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Step } from '../../shared/model/plan.ts';
import type { Resource } from '../../shared/model/resource.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import { keepRenewal } from './certificates/renewal-record.ts';
import { changesOf, isSatisfied } from './deployment.ts';
import type { Fleet } from './fleet.ts';
import { openNode } from './node/node.ts';
import { hostname } from './node/verbs.ts';
import { type Asked, changes, Operator, type PreparedOptions, takes } from './prepared.fixture.ts';
import { practise } from './practice/practise.fixture.ts';
import type { Judgement } from './resources/context.ts';
import { recordErasure } from './vault/records.ts';
import { readRecord } from './workspace/record.ts';
import { createWorkspace } from './workspace/workspace.ts';

const { signal } = new AbortController();
let operator: Operator;
afterEach(() => vi.unstubAllEnvs());

/** What a preparation is refused for, each with its host; nothing where it is not. */
async function refusals(options: PreparedOptions = {}, asked: Asked[] = []): Promise<string[]> {
  try {
    await operator.prepare(options, asked);
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ code, host = '' }) => `${code} ${host}`.trim());
    throw error;
  }
}
/** The fleet as it is where whoever answers was asked for, and a host did not. */
async function fleetWithout(host: string): Promise<Fleet> {
  const fleet = await operator.reach();
  const away = problem('ssh.unreachable', { address: '127.0.0.1', port: 22, reason: 'timeout' }, { host });
  return { ...fleet, nodes: new Map([...fleet.nodes].filter(([name]) => name !== host)), unreachable: [away] };
}
const withPods = (spec: ClusterSpec): ClusterSpec => ({ ...spec, network: { ...spec.network, podSubnet: '10.60.0.0/16' } });

describe('a deployment that is prepared on bare hosts', () => {
  beforeEach(async () => {
    operator = new Operator(await practise(1, 1, 1000, 'memory'));
  });
  afterEach(() => operator.close());

  it('changes nothing on any of them, takes none, and records nothing', async () => {
    const { deployment, asked } = await operator.prepare();
    expect(deployment.state).toEqual({ kind: 'absent' });
    expect(changesOf(deployment).map(({ id }) => id)).toContain('init/master-1');
    expect(new Set(asked.map(({ host }) => host))).toEqual(new Set(['master-1', 'worker-1']));
    expect(asked.filter((one) => changes(one) || takes(one))).toEqual([]);
    expect(await readRecord(operator.practice.workspace.dir)).toBeUndefined();
  });

  it('is compared with them step by step: none is done, and proofs never are', async () => {
    const { deployment } = await operator.prepare();
    const { plan, judgements } = deployment;
    expect([...judgements.keys()]).toHaveLength(plan.steps.length);
    for (const step of plan.steps) {
      expect(judgements.get(step.id)?.map(({ resource }) => resource)).toEqual(step.resources);
      if (step.phase === 'verify') expect([step.id, isSatisfied(judgements, step)]).toEqual([step.id, false]);
    }
  });

  it('needs all of them: a host that was not reached is told, and never taken for an empty one', async () => {
    const asked: Asked[] = [];
    expect(await refusals({ fleet: await fleetWithout('worker-1') }, asked)).toEqual(['ssh.unreachable worker-1']);
    expect(new Set(asked.map(({ host }) => host))).toEqual(new Set(['master-1']));
  });

  it('is refused before any of them is asked where the keys were erased, or a renewal is not finished', async () => {
    const asked: Asked[] = [];
    const { dir } = operator.practice.workspace;
    await keepRenewal(dir, { begun: '2026-01-01T00:00:00Z', groups: ['etcd'], nodes: ['master-1'], made: false });
    expect(await refusals({}, asked)).toEqual(['certificates.renewal-unfinished']);
    await recordErasure(dir, { at: '2026-01-02T00:00:00Z', by: 'ops@laptop', secrets: [], files: [] });
    expect(await refusals({}, asked)).toEqual(['vault.forgotten']);
    expect(asked).toEqual([]);
  });

  it('is refused for what the checks find, unless a person took it upon themselves for this very bundle', async () => {
    vi.stubEnv('BARQUE_TRUSTED_KEYS', join(operator.practice.folder, 'trusted-keys'));
    // not a practice workspace: the signature of the bundle counts
    const workspace = await createWorkspace(join(operator.practice.folder, 'real'), 'practice', {});
    const { bundle } = (await operator.prepare()).deployment;
    const acceptance = { check: 'bundle-signature', code: 'bundle.unsigned', by: 'Li', reason: 'made here' };
    const accepted = (manifest?: string) => ({ workspace, accepted: [manifest ? { ...acceptance, manifest } : acceptance] });
    expect(await refusals({ workspace })).toEqual(['bundle.unsigned']);
    expect(await refusals(accepted())).toEqual(['bundle.unsigned']);
    expect(await refusals(accepted(`sha256:${'0'.repeat(64)}`))).toEqual(['bundle.unsigned']);
    const { warnings } = (await operator.prepare(accepted(bundle.digest))).deployment;
    expect(warnings.map(({ problem: { code } }) => code)).toContain('bundle.unsigned');
  });
});

describe('a deployment that is prepared on a cluster that stands', () => {
  let spec: ClusterSpec;
  // none of these tests changes it: that is what they show
  beforeAll(async () => {
    const practice = await practise(3, 2, 1000, 'memory');
    operator = new Operator(practice);
    spec = { ...practice.spec, nodes: practice.spec.nodes.slice(0, 4) };
    const { deployment } = await operator.prepare({ spec });
    expect(await operator.carryOut(deployment)).toMatchObject({ outcome: 'success', problems: [] });
  });
  afterAll(() => operator.close());

  it('has its proofs in the plan, and nothing else of what lives', async () => {
    const { state, plan } = (await operator.prepare({ spec })).deployment;
    expect(state).toEqual({ kind: 'standing' });
    expect(new Set(plan.steps.map(({ phase }) => phase))).toEqual(new Set(['verify']));
  });

  it('leaves those that are there alone where a worker joins, but for the hosts that they know', async () => {
    const { plan } = (await operator.prepare({ spec: operator.practice.spec })).deployment;
    const work = plan.steps.filter(({ phase }) => phase !== 'verify');
    expect(work.filter(({ host }) => host === 'worker-2').map(({ title }) => title)).toContain('join');
    const others = work.filter(({ host }) => host !== 'worker-2');
    expect(others.map(({ id }) => id)).toEqual(spec.nodes.map(({ name }) => `prepare/${name}`));
    for (const { resources } of others) expect(resources).toMatchObject([{ kind: 'block', path: '/etc/hosts' }]);
  });

  it('is refused for what cannot be changed first, and then told who was not reached', async () => {
    const fleet = await fleetWithout('master-3');
    expect(await refusals({ spec: withPods(spec), fleet })).toEqual(['spec.cannot-change', 'ssh.unreachable master-3']);
    expect(await refusals({ spec, fleet })).toEqual(['ssh.unreachable master-3']);
  });

  it('lets a worker join while another node is away, which is told and never taken for emptied', async () => {
    const { deployment } = await operator.prepare({ fleet: await fleetWithout('master-3') });
    expect(deployment.state).toEqual({ kind: 'degraded', away: [{ host: 'master-3', how: 'unreached' }] });
    expect(deployment.warnings.map(({ check, problem: { host } }) => [check, host])).toContainEqual(['unreached', 'master-3']);
    expect(deployment.plan.steps.map(({ host }) => host)).not.toContain('master-3');
    expect(await refusals({ fleet: await fleetWithout('worker-2') })).toEqual(['ssh.unreachable worker-2']);
  });

  it('is refused host by host where it is another workspace’s, whatever is found beside that', async () => {
    const workspace = await createWorkspace(join(operator.practice.folder, 'other'), 'practice', { practice: true });
    const each = spec.nodes.map(({ name }) => `check.other-cluster ${name}`);
    const refused = await refusals({ workspace, spec });
    expect(refused).toEqual(expect.arrayContaining(each));
    expect(refused).not.toContain('cluster.foreign');
  });

  it('is refused where a host goes by another name than its node', async () => {
    const node = openNode(operator.practice.harbour.transport('worker-1'));
    await node.ask([hostname('db-1')], signal);
    expect(await refusals({ spec })).toEqual(['cluster.host-renamed worker-1']);
    await node.ask([hostname('worker-1')], signal);
    node.close();
    expect(await refusals({ spec })).toEqual([]);
  });
});

describe('what is left to do', () => {
  const file: Resource = { kind: 'file', path: '/etc/x', mode: 0o644, content: '' };
  const proof: Resource = {
    kind: 'proof',
    proof: { name: 'etcd-quorum', members: 1, pki: { ca: '', certificate: '', key: '' } },
    timeoutSeconds: 1,
  };
  const stepOf = (title: Step['title'], phase: Step['phase'], resources: readonly Resource[]): Step => ({
    ...{ id: `${title}/m1`, title, phase, host: 'm1', needs: [], risk: 'reversible', skippable: false, priority: 0 },
    resources,
  });
  const found = (step: Step, ...states: Judgement['state'][]) =>
    new Map([
      [step.id, step.resources.map((resource, i): Judgement => ({ resource, state: states[i] ?? 'satisfied', detail: [] }))],
    ]);

  it('is a step one of whose resources is not as it should be, or that only proves, or that was not compared', () => {
    const step = stepOf('prepare', 'prepare', [file, file, proof]);
    expect(isSatisfied(found(step, 'satisfied', 'satisfied', 'unsatisfied'), step)).toBe(true);
    expect(isSatisfied(found(step, 'satisfied', 'unsatisfied'), step)).toBe(false);
    const only = stepOf('nodes-ready', 'verify', [proof]);
    expect(isSatisfied(found(only), only)).toBe(false);
    expect(isSatisfied(new Map(), step)).toBe(false);
  });

  it('changes nothing where it only proves', () => {
    const steps = [
      stepOf('prepare', 'prepare', [file]),
      stepOf('etcd-quorum', 'etcd', [proof]),
      stepOf('nodes-ready', 'verify', [proof]),
    ];
    const judgements = new Map(steps.flatMap((step) => [...found(step, 'unsatisfied')]));
    expect(changesOf({ plan: { cluster: '', kubernetes: '', steps }, judgements }).map(({ id }) => id)).toEqual(['prepare/m1']);
  });
});
