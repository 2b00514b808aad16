import { describe, expect, test } from 'vitest';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../../../test/fixtures/site.ts';
import { holdsSecret } from '../../../shared/model/content.ts';
import { keptKeyFiles } from '../../../shared/model/key-files.ts';
import { layout } from '../../../shared/model/layout.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { planCluster } from '../../../shared/planner/plan.ts';
import { ownershipOf } from './documents.ts';

const external = specOf();
const specs: readonly (readonly [string, ClusterSpec])[] = [
  ['external etcd', external],
  ['external etcd with classic paths', { ...external, etcd: { ...external.etcd, files: 'classic' } }],
  ['stacked etcd', specOf({ topology: 'stacked' })],
  ['a kubelet elsewhere', { ...external, storage: { root: '/data' } }],
];
const planOf = (spec: ClusterSpec) => planCluster(spec, clusterUid, factsOfAll(spec), bundleOf(spec));

describe('a before-image', () => {
  test.each(specs)('is made of no file that the plan puts a secret into: %s', (_, spec) => {
    const files = planOf(spec).steps.flatMap(({ resources }) =>
      resources.flatMap((resource) => (resource.kind === 'file' && holdsSecret(resource.content) ? [resource.path] : [])),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(files.filter((path) => ownershipOf(path) === 'keep')).toEqual([]);
  });

  test.each([
    layout.superAdminConf,
    layout.adminConf,
    '/etc/kubernetes/kubelet.conf',
    '/etc/kubernetes/pki/etcd/server-key.pem',
    '/etc/etcd/pki/ca.key',
    '/var/lib/kubelet/pki/kubelet.key',
    '/root/.ssh/barque_ed25519',
  ])('is never made of %s', (path) => {
    expect(ownershipOf(path)).toBe('secret');
  });

  test.each(['/etc/hosts', '/etc/fstab', '/etc/kubernetes/manifests/keepalived.yaml', '/etc/etcd.env', '/root/.ssh/config'])(
    'is made of %s, which is not Barque’s alone and holds no key',
    (path) => {
      expect(ownershipOf(path)).toBe('keep');
    },
  );

  test('of a key that an earlier Barque kept goes at the hand-over', () => {
    const absent = (host: string) =>
      planOf(external)
        .steps.filter((step) => step.phase === 'hand-over' && step.host === host)
        .flatMap(({ resources }) => resources.flatMap((resource) => (resource.kind === 'absent' ? [resource.path] : [])));
    expect(absent('m2')).toEqual(expect.arrayContaining([...keptKeyFiles({ master: true })]));
    expect(absent('m2')).toContain(`${layout.state}/before/kept${layout.superAdminConf}`);
    expect(absent('w1')).toContain(`${layout.state}/before/kept/root/.ssh/barque_ed25519`);
  });
});
