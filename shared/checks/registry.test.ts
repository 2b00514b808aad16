import { describe, expect, test } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../test/fixtures/site.ts';
import { registryAnswer, type RegistryAnswer } from '../model/facts.ts';
import { clusterSpec } from '../model/spec.ts';
import { siteOf } from '../site/site.ts';
import { registry } from './registry.ts';

const found = (
  answer: RegistryAnswer | undefined,
  wanted: object | undefined = { kind: 'external', address: 'harbor.corp', project: 'k8s' },
) => {
  const spec = clusterSpec.parse({ ...specOf(), registry: wanted });
  return registry.run(siteOf(spec, clusterUid, factsOfAll(spec, { m2: { registry: answer } }), bundleOf(spec)));
};
const of = (outcome: RegistryAnswer['outcome']): RegistryAnswer => ({ outcome, detail: 'HTTP 404' });

describe('the customer’s registry', () => {
  test('is a finding of the host that it does not serve, with what it said', () => {
    expect(found(of('project'))).toMatchObject([
      {
        severity: 'blocker',
        acceptable: true,
        problem: { code: 'check.registry', host: 'm2', params: { outcome: 'project', project: 'k8s' }, evidence: ['HTTP 404'] },
      },
    ]);
  });

  test('may let nobody push, or not be asked at all: a warning', () => {
    for (const outcome of ['denied', 'not-asked'] as const) expect(found(of(outcome))).toMatchObject([{ severity: 'warning' }]);
  });

  test('is none where it served, where nobody asked, and where the cluster has its own', () => {
    expect(found(of('served'))).toEqual([]);
    expect(found(undefined)).toEqual([]);
    expect(found(of('login'), { kind: 'cluster' })).toEqual([]);
  });

  test('whose password is not there cannot be accepted', () => {
    expect(found(of('no-secret'))).toMatchObject([{ severity: 'blocker', acceptable: false }]);
  });

  test('has a finding for everything that it may say', () => {
    for (const outcome of registryAnswer.shape.outcome.options)
      expect(found(of(outcome))).toHaveLength(outcome === 'served' ? 0 : 1);
  });
});
