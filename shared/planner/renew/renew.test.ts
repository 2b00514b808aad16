import { describe, expect, test } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf, type FixtureOptions } from '../../../test/fixtures/site.ts';
import { leafGroups, type LeafGroup } from '../../certificates/leaves.ts';
import { holdsSecret } from '../../model/content.ts';
import type { Plan, Step } from '../../model/plan.ts';
import type { Resource } from '../../model/resource.ts';
import { siteOf, type Site } from '../../site/site.ts';
import { planRenewal, renewedLeaves } from './renew.ts';

function siteWith(options: FixtureOptions = {}): Site {
  const spec = specOf(options);
  return siteOf(spec, clusterUid, factsOfAll(spec), bundleOf(spec));
}
interface Chosen {
  readonly groups?: readonly LeafGroup[];
  readonly nodes?: readonly string[];
}
const plan = (options: FixtureOptions = {}, { groups = leafGroups, nodes }: Chosen = {}): Plan => {
  const site = siteWith(options);
  return planRenewal(site, { groups, nodes: nodes ?? site.nodes.map((node) => node.name) });
};
const stepOf = ({ steps }: Plan, id: string): Step => {
  const found = steps.find((one) => one.id === id);
  if (!found) throw new Error(`no step ${id}`);
  return found;
};
const nameOf = (resource: Resource): string =>
  resource.kind === 'proof' ? resource.proof.name : 'path' in resource ? resource.path : resource.kind;
const names = (step: Step): string[] => step.resources.map(nameOf);

describe('the plan of a renewal', () => {
  test.each(['external', 'stacked'] as const)('reads like this (%s etcd)', async (topology) => {
    const text = plan({ topology })
      .steps.map((step) =>
        [`${step.id} after ${step.needs.join(', ') || 'nothing'}`, ...names(step).map((name) => `  ${name}`)].join('\n'),
      )
      .join('\n');
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/renew-${topology}.txt`);
  });

  test('the same site and order give the same plan', () => {
    expect(plan()).toEqual(plan());
  });

  test('masters have their turn one after the other, each back before the next stands aside', () => {
    const { steps } = plan({ masters: 5 });
    const turns = steps.filter((step) => step.title === 'renew');
    expect(turns.map((step) => step.needs)).toEqual([[], ['take-part/m1'], ['take-part/m2'], ['take-part/m3'], ['take-part/m4']]);
    for (const step of turns)
      expect(stepOf({ cluster: '', kubernetes: '', steps }, `take-part/${step.host}`).needs).toEqual([step.id]);
  });

  test('nothing is touched before the others are ready, the master stands aside and its member follows', () => {
    const order = names(stepOf(plan(), 'renew/m2'));
    const first = order.findIndex((name) => name.startsWith('/'));
    expect(order.slice(0, first)).toEqual(['api-servers-ready', 'stands-aside', 'etcd-quorum', 'follows']);
  });

  test('what is restarted is shown to serve the new certificate before the master takes part again', () => {
    const order = names(stepOf(plan(), 'renew/m2'));
    expect(order.at(-1)).toBe('serves');
    expect(order.indexOf('serves')).toBeGreaterThan(order.indexOf('service'));
    expect(names(stepOf(plan(), 'take-part/m2'))).toEqual([
      '/run/barque/keepalived/aside',
      '/etc/barque/keepalived/aside',
      'api-servers-ready',
    ]);
  });

  test('no authority is ever put anywhere', () => {
    for (const topology of ['external', 'stacked'] as const) {
      const files = plan({ topology }).steps.flatMap((step) => step.resources.filter((r) => r.kind === 'file'));
      expect(files.filter((file) => /(^|\/|-)(ca|sa)\.(crt|key|pub)$/.test(file.path))).toEqual([]);
      for (const file of files)
        if (file.path.endsWith('.key') || file.path.endsWith('.conf'))
          expect([file.path, file.mode, holdsSecret(file.content)]).toEqual([file.path, 0o600, true]);
    }
  });

  test('kubeconfigs alone move no address and restart no API server', () => {
    const order = names(stepOf(plan({}, { groups: ['kubeconfigs'] }), 'renew/m1'));
    expect(order).not.toContain('stands-aside');
    const pods = stepOf(plan({}, { groups: ['kubeconfigs'] }), 'renew/m1').resources.find((r) => r.kind === 'static-pods');
    expect(pods?.pods.map((pod) => pod.component)).toEqual(['kube-controller-manager', 'kube-scheduler']);
  });

  test('of one node changes nothing on another, not even what they share', () => {
    const site = siteWith();
    const one = { groups: leafGroups, nodes: ['m2'] };
    expect(
      new Set(
        planRenewal(site, one)
          .steps.filter((step) => step.phase !== 'verify')
          .map((step) => step.host),
      ),
    ).toEqual(new Set(['m2']));
    expect(renewedLeaves(site, one).map((leaf) => leaf.names.certificate)).not.toContain('pki.etcd.client.crt');
    const all = { groups: leafGroups, nodes: site.nodes.map((node) => node.name) };
    expect(renewedLeaves(site, all).map((leaf) => leaf.names.certificate)).toContain('pki.etcd.client.crt');
  });

  test('a worker’s turn is its kubelet’s alone', () => {
    expect(
      plan({}, { nodes: ['w1'] })
        .steps.filter((step) => step.phase !== 'verify')
        .map((step) => step.id),
    ).toEqual(['renew-kubelet/w1']);
  });

  test('a lone master has nobody to give the address or the leadership to', () => {
    const order = names(stepOf(plan({ masters: 1, workers: 0 }), 'renew/m1'));
    for (const name of ['stands-aside', 'follows']) expect(order).not.toContain(name);
  });
});
