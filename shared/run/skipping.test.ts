import { describe, expect, test } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../test/fixtures/site.ts';
import { stepTitles } from '../model/plan.ts';
import { planCluster } from '../planner/plan.ts';
import { isSkippable, skipCost, type Skip, skipsIn } from './skipping.ts';

const spec = { ...specOf(), registry: { kind: 'cluster' as const, port: 5000 } };
const { steps } = planCluster(spec, clusterUid, factsOfAll(spec), bundleOf(spec));
const by = (step: string): Skip => ({ step, by: 'ops@laptop', at: 7 });
const skipped = (...ids: string[]) => [...skipsIn(steps, ids.map(by)).keys()];

test('of every step it is decided whether a cluster stands without it', () => {
  expect(stepTitles.filter(isSkippable)).toEqual([
    ...['os-packages', 'time', 'trust', 'helm', 'registry'],
    ...['nodes-ready', 'system-pods-ready', 'etcd-health', 'single-vip', 'pod-network', 'registry-serves'],
  ]);
});

test('what may be left out has a cost in both languages, and nothing else has one', () => {
  for (const title of stepTitles)
    for (const language of ['en', 'zh'] as const)
      expect([title, skipCost(title, language) !== undefined]).toEqual([title, isSkippable(title)]);
  expect(skipCost('of another version', 'en')).toBeUndefined();
  expect(skipCost('constructor', 'en')).toBeUndefined();
});

describe('the steps that a plan goes on without', () => {
  test('are those that were decided, by whom they were', () => {
    expect(skipsIn(steps, [by('helm/m2')])).toEqual(new Map([['helm/m2', by('helm/m2')]]));
    expect(skipped('nodes-ready/m1', 'helm/m1')).toEqual(expect.arrayContaining(['nodes-ready/m1', 'helm/m1']));
  });

  test('are never those that a cluster needs, nor those that are not in it', () => {
    expect(skipped('init/m1', 'etcd/m2', 'certificates/m1', 'endpoint/m1', 'hand-over/m1', 'helm/nobody')).toEqual([]);
  });

  test('include the proof of what is left out, and nothing else that comes after it', () => {
    expect(skipped('registry/m2')).toEqual(['registry/m2', 'registry-serves/m2']);
    expect(skipped('system-pods-ready/m1')).toEqual(['system-pods-ready/m1']);
  });
});
