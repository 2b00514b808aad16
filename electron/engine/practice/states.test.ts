import { afterEach, describe, expect, it } from 'vitest';
import { type ClusterOperation, type Permission, permissionOf } from '../../../shared/cluster/operations.ts';
import type { StateKind } from '../../../shared/cluster/state.ts';
import { layout } from '../../../shared/model/layout.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { shownOn } from './cluster-view.fixture.ts';
import { type Practice, practise } from './practise.fixture.ts';

const masters = ['master-1', 'master-2', 'master-3'];

let practice: Practice;
let spec: ClusterSpec;
afterEach(() => practice.close());

const harm = (host: string) => practice.harm(host);
const deployed = async (wanted: ClusterSpec) => {
  const { result } = await practice.deploy({ spec: wanted });
  expect(result).toMatchObject({ outcome: 'success', problems: [] });
};

/** How a practice cluster comes to be in each state. */
const ways: Readonly<Record<StateKind, () => Promise<void>>> = {
  absent: () => Promise.resolve(),
  begun: async () => {
    const abort = new AbortController();
    await practice.deploy({
      spec,
      signal: abort.signal,
      observer: (event) => {
        if (event.type === 'step-finished' && event.step === 'init/master-1') abort.abort();
      },
    });
  },
  standing: () => deployed(spec),
  degraded: async () => {
    await deployed(spec);
    harm('worker-1').cutPower();
  },
  'locked-out': async () => {
    await deployed(spec);
    for (const host of [...masters, 'worker-1']) harm(host).expireCertificates();
  },
  silent: async () => {
    await deployed(spec);
    for (const host of masters) harm(host).emptyDirectory(layout.staticPods);
  },
  split: async () => {
    await deployed(spec);
    harm('master-3').replaceEtcd();
  },
  foreign: async () => {
    await deployed(spec);
    for (const host of masters) harm(host).writeFile(`${layout.state}/cluster`, 'ffffffff-0000-4000-8000-000000000000\n');
  },
};

const applied = (wanted: ClusterSpec) => async () => (await practice.deploy({ spec: wanted })).result.problems;
const fifth = () => practice.spec.nodes.slice(4);
/**
 * The operations that can be tried today, as somebody tries them. An apply is an order about all of the spec, so what a spec adds to a
 * cluster that is not there yet is part of its creation.
 */
const tries: Partial<Readonly<Record<ClusterOperation, () => Promise<readonly { readonly code: string }[]>>>> = {
  'add-master': () =>
    applied({ ...spec, nodes: [...spec.nodes, ...fifth().map((row) => ({ ...row, roles: ['master' as const] }))] })(),
  leave: () => applied({ ...spec, nodes: spec.nodes.filter(({ name }) => name !== 'master-3') })(),
  renew: async () => (await practice.renew({ spec })).problems,
  create: () => applied(spec)(),
  'add-worker': () => applied({ ...spec, nodes: [...spec.nodes, ...fifth()] })(),
  reconfigure: () => applied({ ...spec, nodes: [...spec.nodes, ...fifth()], mutualTrust: true })(),
};
/** What is allowed by the table and has no operation yet: refused by the apply, with what it would need. */
const toCome: Partial<Readonly<Record<ClusterOperation, string>>> = {
  'add-master': 'cluster.master-added',
  leave: 'cluster.row-removed',
};

const codesOf = async (attempt: () => Promise<readonly { readonly code: string }[]>): Promise<string[]> => {
  try {
    return (await attempt()).map(({ code }) => code);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ code }) => code);
    throw error;
  }
};

/** Refused, with whatever problem it is; or done. Where there is nothing to do, an apply may also miss a host that is away. */
const expectedOf = (operation: ClusterOperation, permission: Permission): unknown => {
  if (permission === 'nothing') return expect.anything();
  if (permission === 'no') return expect.arrayContaining([expect.any(String)]);
  const code = toCome[operation];
  return code === undefined ? 'done' : expect.arrayContaining([code]);
};

describe.each(Object.entries(ways) as [StateKind, () => Promise<void>][])('a practice cluster that is %s', (kind, way) => {
  it('is what its hosts show, and does what the table of states allows and nothing else', async () => {
    practice = await practise(3, 2, 1000, 'memory');
    spec = { ...practice.spec, nodes: practice.spec.nodes.slice(0, 4) };
    await way();
    if (kind !== 'absent') expect((await practice.stateNow(spec)).kind).toBe(kind);
    const said: Record<string, unknown> = {};
    const expected: Record<string, unknown> = {};
    for (const [operation, attempt] of Object.entries(tries) as [
      ClusterOperation,
      () => Promise<readonly { code: string }[]>,
    ][]) {
      // what a spec adds to a cluster that is not there is part of its creation
      if (kind === 'absent' && operation !== 'create' && operation !== 'renew') continue;
      // what follows a success is another state
      if (kind !== 'absent' && (await practice.stateNow(spec)).kind !== kind) break;
      const permission = permissionOf(kind, operation);
      const before = await shownOn(practice, 'master-1').catch(() => undefined);
      const codes = await codesOf(attempt);
      said[operation] = codes.length === 0 ? 'done' : codes;
      expected[operation] = expectedOf(operation, permission);
      if (codes.length > 0) expect((await shownOn(practice, 'master-1').catch(() => undefined))?.uid).toBe(before?.uid);
    }
    expect(said).toEqual(expected);
  });
});
