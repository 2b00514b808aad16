import { describe, expect, test } from 'vitest';
import { recordFor } from '../../test/fixtures/cluster.ts';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../test/fixtures/site.ts';
import type { Scope } from '../cluster/changes.ts';
import type { Plan } from '../model/plan.ts';
import { clusterSpec } from '../model/spec.ts';
import { siteOf } from '../site/site.ts';
import { planSite } from './plan.ts';

const spec = clusterSpec.parse({ ...specOf({ workers: 2 }), registry: { kind: 'cluster' }, mutualTrust: true });
const trust = new Map(spec.nodes.map(({ name }) => [name, `ssh-ed25519 ${name}`]));

/** The plan for a cluster of m1 to m3 and w1, w2; who is `away` was not reached. */
function planFor(scope: Scope, away: readonly string[] = []): Plan {
  const stage = scope.kind === 'create' ? 'founding' : 'standing';
  const facts = new Map([...factsOfAll(spec)].filter(([name]) => !away.includes(name)));
  return planSite({ ...siteOf(spec, clusterUid, facts, bundleOf(spec), { record: recordFor(spec, stage), scope }), trust });
}
type Follow = Extract<Scope, { kind: 'follow' }>;
const follow = (change: Partial<Follow>): Follow => ({
  ...{ kind: 'follow', joining: new Set(), settings: new Set(), left: new Set() },
  ...change,
});
const work = ({ steps }: Plan) => steps.filter(({ phase }) => phase !== 'verify');
const ids = (plan: Plan) => work(plan).map(({ id }) => id);
const turnsOf = (plan: Plan, title: string) =>
  work(plan)
    .filter((step) => step.title === title)
    .map(({ host, needs }) => [host, needs.filter((need) => need.startsWith(`${title}/`))]);

describe('a plan for a cluster that stands', () => {
  test('has nothing but proofs where nothing is to follow', () => {
    const plan = planFor(follow({}));
    expect([ids(plan), plan.steps.length > 0]).toEqual([[], true]);
  });

  test('starts a service again on one node after the other', () => {
    const plan = planFor(follow({ settings: new Set(['registry']) }));
    expect(turnsOf(plan, 'runtime')).toEqual([
      ['m1', []],
      ['m2', ['runtime/m1']],
      ['m3', ['runtime/m2']],
      ['w1', ['runtime/m3']],
      ['w2', ['runtime/w1']],
    ]);
    expect(turnsOf(plan, 'registry')).toEqual([
      ['m1', []],
      ['m2', ['registry/m1']],
      ['m3', ['registry/m2']],
    ]);
  });

  test('has a node that joins wait for nobody’s turn', () => {
    const plan = planFor(follow({ joining: new Set(['w1']), settings: new Set(['registry']) }));
    expect(Object.fromEntries(turnsOf(plan, 'runtime'))).toMatchObject({ w1: [], w2: ['runtime/m3'] });
  });

  test('touches the trust of those that are there only where all are', () => {
    const trusting = (plan: Plan) => work(plan).flatMap(({ title, host }) => (title === 'trust' ? [host] : []));
    expect(trusting(planFor(follow({ joining: new Set(['w2']) })))).toEqual(['m1', 'm2', 'm3', 'w1', 'w2']);
    expect(trusting(planFor(follow({ joining: new Set(['w2']) }), ['m3']))).toEqual(['w2']);
  });

  test('does not prove the health of an etcd of which a member is away, and all else', () => {
    const proofs = (plan: Plan) => plan.steps.filter(({ phase }) => phase === 'verify').map(({ title }) => title);
    expect(proofs(planFor(follow({})))).toContain('etcd-health');
    expect(proofs(planFor(follow({}), ['w2']))).toContain('etcd-health');
    const without = proofs(planFor(follow({}), ['m3']));
    expect(without).not.toContain('etcd-health');
    expect(without).toContain('nodes-ready');
  });

  test('tries again what the latest run went on without, and that alone', () => {
    expect(ids(planFor(follow({ left: new Set(['helm/m2']) })))).toEqual(['helm/m2']);
  });
});

test('a plan that goes on with a creation leaves members of etcd alone that serve, with their programs, and waits for none of them', () => {
  const plan = planFor({ kind: 'create', founded: true, serving: new Set(['m1', 'm2']) });
  expect(ids(plan).filter((id) => /^etcd(-program)?\//.test(id))).toEqual(['etcd-program/m3', 'etcd/m3']);
  const known = new Set(plan.steps.map(({ id }) => id));
  expect(plan.steps.flatMap(({ needs }) => needs.filter((need) => !known.has(need)))).toEqual([]);
  expect(plan.steps.find(({ id }) => id === 'etcd-quorum/m1')?.needs).toEqual(['etcd/m3']);
});
