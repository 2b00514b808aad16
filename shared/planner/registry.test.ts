import { describe, expect, test } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../test/fixtures/site.ts';
import { clusterSpec } from '../model/spec.ts';
import type { Resource } from '../model/resource.ts';
import { siteOf } from '../site/site.ts';
import { planSite } from './plan.ts';
import { registryClient } from './registry.ts';

const customers = { kind: 'external', address: 'harbor.corp', project: 'k8s', login: { user: 'robot', secret: 'harbor' } };
function siteWith(registry?: object) {
  const spec = clusterSpec.parse({ ...specOf({ workers: 4 }), registry });
  return siteOf(spec, clusterUid, factsOfAll(spec), bundleOf(spec));
}
const filesOf = (resources: readonly Resource[]) =>
  new Map(resources.flatMap((r) => (r.kind === 'file' ? [[r.path, r] as const] : [])));
const hosts = '/var/lib/barque/registries';

describe('the registry in a plan', () => {
  test('is on every master once the nodes are Ready, is proven, and keeps its blobs until it has them', () => {
    const { steps } = planSite(siteWith({ kind: 'cluster' }));
    const named = (title: string) => steps.filter((step) => step.title === title);
    expect(named('registry').map(({ host, needs }) => [host, needs])).toEqual(
      ['m1', 'm2', 'm3'].map((host) => [host, ['nodes-ready/m1']]),
    );
    expect(named('registry-serves').map(({ host, needs }) => [host, needs])).toEqual(
      ['m1', 'm2', 'm3'].map((host) => [host, [`registry/${host}`]]),
    );
    const kept = named('hand-over').filter(({ host, needs }) => needs.includes(`registry/${host}`));
    expect(kept.map(({ host }) => host).sort()).toEqual(['m1', 'm2', 'm3']);
  });

  test('is in no plan without one', () => {
    for (const spec of [undefined, customers])
      expect(planSite(siteWith(spec)).steps.filter(({ title }) => title.startsWith('registry'))).toEqual([]);
  });

  test('a master asks itself first, and the workers begin with different ones', () => {
    const site = siteWith({ kind: 'cluster' });
    const asked = site.nodes.map((node) => {
      const content = filesOf(registryClient(site, node)).get(`${hosts}/cluster/registry.k8s.io/hosts.toml`)?.content;
      return typeof content === 'string'
        ? [...content.matchAll(/https:\/\/10\.0\.0\.1(\d):5000/g)].map(([, n]) => n).join('')
        : '';
    });
    expect(asked).toEqual(['123', '231', '312', '123', '231', '312', '123']);
  });

  test('the customer’s login is in files for root only', () => {
    const site = siteWith(customers);
    const files = filesOf(registryClient(site, site.first));
    expect(files.get(`${hosts}/external/registry.k8s.io/hosts.toml`)?.mode).toBe(0o600);
    expect(files.get(`${hosts}/external/harbor.corp/hosts.toml`)?.mode).toBe(0o600);
  });

  test('what the nodes were told of one that is no longer wanted goes', () => {
    const gone = (spec?: object) =>
      registryClient(siteWith(spec), siteWith(spec).first).flatMap((r) => (r.kind === 'absent' ? [r.path] : []));
    expect(gone()).toEqual([`${hosts}/cluster`, `${hosts}/external`]);
    expect(gone({ kind: 'cluster' })).toEqual([`${hosts}/external`]);
    expect(gone(customers)).toEqual([`${hosts}/cluster`]);
  });
});
