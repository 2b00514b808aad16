import { expect, test } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../test/fixtures/site.ts';
import type { Resource } from '../model/resource.ts';
import { type Site, siteOf } from '../site/site.ts';
import { planSite } from './plan.ts';
import { trust, trustPaths } from './trust.ts';

const spec = specOf({ masters: 3, workers: 1 });
const facts = (present: readonly string[] = []) =>
  new Map(
    [...factsOfAll(spec)].map(([name, of]) => [
      name,
      { ...of, sshHostKeys: [`ssh-ed25519 HOST${name}`], present: [...of.present, ...present] },
    ]),
  );
const site = (change: Partial<Site> = {}, present: readonly string[] = []): Site => ({
  ...siteOf(spec, clusterUid, facts(present), bundleOf(spec)),
  ...change,
});
const keys = new Map(spec.nodes.map(({ name }) => [name, `ssh-ed25519 KEY${name}`]));
const text = (resource: Resource): string =>
  'lines' in resource
    ? `${resource.kind} ${resource.path}\n${resource.lines.map((line) => `    ${line}\n`).join('')}`
    : `${resource.kind} ${'path' in resource ? resource.path : ''}\n`;

test('every node gets a key of its own and the same lines, after it is prepared', async () => {
  const steps = trust(site({ trust: keys }));
  expect(steps.map(({ node, needs }) => [node.name, needs])).toEqual(spec.nodes.map(({ name }) => [name, [`prepare/${name}`]]));
  await expect(
    steps
      .slice(0, 2)
      .map(({ node, resources }) => `== ${node.name}\n${resources.map(text).join('')}`)
      .join(''),
  ).toMatchFileSnapshot('golden/trust-3-1.txt');
  expect(JSON.stringify(steps[0]?.resources)).toContain('pki.ssh.m1.key');
});

test('no node has anything of it unless it is wanted', () => {
  expect(planSite(site()).steps.filter((step) => step.phase === 'trust')).toEqual([]);
});

test('what is no longer wanted is taken back from the nodes that have it, the key last', () => {
  const steps = trust(site({}, [trustPaths.key]));
  expect(steps).toHaveLength(4);
  const { authorizedKeys, knownHosts, config, key } = trustPaths;
  expect(steps[0]?.resources).toEqual([
    ...[authorizedKeys, knownHosts, config].map((path) => ({ kind: 'block', path, block: 'barque', lines: [] })),
    { kind: 'absent', path: key },
  ]);
});
