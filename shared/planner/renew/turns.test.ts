import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../../test/fixtures/site.ts';
import { leafGroups } from '../../certificates/leaves.ts';
import type { Plan } from '../../model/plan.ts';
import { clusterSpec } from '../../model/spec.ts';
import { siteOf } from '../../site/site.ts';
import { planRenewal } from './renew.ts';
import { turnsOf } from './turns.ts';

const siteWith = (topology: 'external' | 'stacked', workers = 2) => {
  const spec = clusterSpec.parse({ ...specOf({ topology, workers }), registry: { kind: 'cluster' } });
  return siteOf(spec, clusterUid, factsOfAll(spec), bundleOf(spec));
};

/** What a plan starts again on a host. */
const restartedBy = ({ steps }: Plan, host: string): string[] =>
  steps
    .filter((step) => step.host === host)
    .flatMap(({ resources }) => resources)
    .flatMap((resource) =>
      resource.kind === 'service'
        ? [resource.unit]
        : resource.kind === 'static-pods'
          ? resource.pods.map(({ component }) => component)
          : [],
    );

describe('what a renewal touches', () => {
  test('is told for hosts alike together, masters first, and what the operator has last', () => {
    const site = siteWith('external');
    const turns = turnsOf(site, { groups: leafGroups, nodes: site.nodes.map(({ name }) => name) });
    expect(turns.map(({ hosts }) => hosts)).toEqual([['m1', 'm2', 'm3'], ['w1', 'w2'], []]);
    expect(turns[1]).toEqual({ hosts: ['w1', 'w2'], certificates: 2, restarts: ['kubelet.service'] });
    expect(turns[2]).toMatchObject({ certificates: 1, restarts: [] });
  });

  test('is nothing where nothing is chosen', () => {
    expect(turnsOf(siteWith('stacked'), { groups: [], nodes: ['m1'] })).toEqual([]);
  });

  test('is on every host what the plan starts again there', () => {
    const groups = fc.subarray([...leafGroups]);
    const nodes = fc.subarray(['m1', 'm2', 'm3', 'w1', 'w2']);
    fc.assert(
      fc.property(fc.constantFrom('external' as const, 'stacked' as const), groups, nodes, (topology, someGroups, someNodes) => {
        const site = siteWith(topology);
        const renewal = { groups: someGroups, nodes: someNodes };
        const plan = planRenewal(site, renewal);
        const turns = turnsOf(site, renewal);
        for (const { name } of site.nodes) {
          const told = turns.find(({ hosts }) => hosts.includes(name))?.restarts ?? [];
          expect([...told].sort()).toEqual([...new Set(restartedBy(plan, name))].sort());
        }
      }),
      { numRuns: 40 },
    );
  });
});
