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

  test('that is no longer wanted is stopped and removed from the masters with its content, once no node asks it', () => {
    const cleaned = (spec?: object) => {
      const { steps } = planSite(siteWith(spec));
      const runtimes = steps.filter(({ title }) => title === 'runtime').map(({ id }) => id);
      const needs = (id: string): string[] => steps.find((step) => step.id === id)?.needs.flatMap((n) => [n, ...needs(n)]) ?? [];
      return steps
        .filter(({ resources }) => resources.some(({ kind }) => kind === 'no-service'))
        .map(({ id, host, title, resources }) => {
          expect(needs(id)).toEqual(expect.arrayContaining(runtimes));
          expect(resources.findIndex((r) => r.kind === 'no-service')).toBeLessThan(
            resources.findIndex((r) => r.kind === 'absent' && r.path === '/var/lib/barque/registry'),
          );
          const gone = resources.flatMap((r) => (r.kind === 'absent' ? [r.path] : r.kind === 'no-service' ? [r.unit] : []));
          expect(gone).toEqual(expect.arrayContaining(['barque-registry.service', '/etc/barque/registry/tls.key']));
          return [title, host];
        });
    };
    const masters = ['m1', 'm2', 'm3'].map((host) => ['hand-over', host]);
    expect(cleaned()).toEqual(masters);
    expect(cleaned(customers)).toEqual(masters);
    expect(cleaned({ kind: 'cluster' })).toEqual([]);
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
    const authority = '/etc/barque/registry/ca.crt';
    expect(gone()).toEqual([`${hosts}/cluster`, `${hosts}/external`, authority]);
    expect(gone({ kind: 'cluster' })).toEqual([`${hosts}/external`]);
    expect(gone(customers)).toEqual([`${hosts}/cluster`, authority]);
  });
});
