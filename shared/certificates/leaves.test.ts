import { describe, expect, test } from 'vitest';
import { specOf, type FixtureOptions } from '../../test/fixtures/site.ts';
import { clusterSpec } from '../model/spec.ts';
import { resolveNode, withHostname } from '../spec/resolve.ts';
import { kubeadmLayout, paperLayout } from './layouts.ts';
import { type LeafCluster, leafGroups, leavesInPlace, leavesOf } from './leaves.ts';

function clusterOf(options: FixtureOptions = {}, change: object = {}): LeafCluster {
  const spec = clusterSpec.parse({ ...specOf(options), ...change });
  return { spec, nodes: spec.nodes.map((node) => withHostname(resolveNode(spec, node), `host-${node.name}`)) };
}
const leafAt = (cluster: LeafCluster, host: string, path: string) =>
  leavesOf(cluster).find(({ on }) => on?.host === host && (on.lies.as === 'pair' ? on.lies.certificate : on.lies.path) === path);

describe('the leaves of a cluster', () => {
  test('are in every group, and each lies in a place of its own', () => {
    for (const topology of ['external', 'stacked'] as const) {
      const leaves = leavesOf(clusterOf({ topology }, { registry: { kind: 'cluster' } }));
      expect(new Set(leaves.map((leaf) => leaf.group))).toEqual(new Set(leafGroups));
      const places = leaves.map(({ on }) => JSON.stringify(on));
      expect(new Set(places).size).toBe(places.length);
    }
  });

  test('the registry’s name its own master and the endpoint, and are put in place with kubeadm’s', () => {
    const cluster = clusterOf({}, { registry: { kind: 'cluster' } });
    const [leaf] = leavesInPlace(cluster).filter(({ group, on }) => group === 'registry' && on.host === 'm2');
    expect(leaf?.identity).toEqual({
      commonName: 'registry',
      organizations: [],
      sans: { dns: ['host-m2', 'localhost'], ip: ['10.0.0.12', '10.0.0.5', '127.0.0.1'] },
      purposes: ['server'],
    });
    expect(leavesInPlace(clusterOf()).some(({ group }) => group === 'registry')).toBe(false);
  });

  test('are those that kubeadm and etcd have on a master', () => {
    const paths = (topology: 'external' | 'stacked') =>
      leavesOf(clusterOf({ topology }))
        .flatMap(({ on }) => (on?.host === 'm2' ? [on.lies.as === 'pair' ? on.lies.certificate : on.lies.path] : []))
        .sort();
    const both = [
      '/etc/kubernetes/admin.conf',
      '/etc/kubernetes/controller-manager.conf',
      ...['apiserver-kubelet-client.crt', 'apiserver.crt', 'front-proxy-client.crt'].map((name) => `/etc/kubernetes/pki/${name}`),
      '/etc/kubernetes/scheduler.conf',
      '/var/lib/kubelet/pki/kubelet-client-current.pem',
      '/var/lib/kubelet/pki/kubelet.crt',
    ];
    const external = ['client', 'peer', 'server'].map((name) => `/etc/etcd/pki/${name}.crt`);
    const stacked = ['apiserver-etcd-client', 'etcd/healthcheck-client', 'etcd/peer', 'etcd/server'];
    expect(paths('external')).toEqual([...external, ...both].sort());
    expect(paths('stacked')).toEqual([...both, ...stacked.map((name) => `/etc/kubernetes/pki/${name}.crt`)].sort());
  });

  test('an API server answers to its names, the service, the endpoint, and what the site adds', () => {
    const merge = { kubeadm: { cluster: { apiServer: { certSANs: ['lb.example', '192.0.2.7', 7] } } } };
    const cluster = clusterOf({}, { apiServer: { extraSans: ['api.example'] }, merge });
    const { dns, ip } = leafAt(cluster, 'm2', '/etc/kubernetes/pki/apiserver.crt')?.identity.sans ?? { dns: [], ip: [] };
    expect(dns).toEqual(
      ['api.example', 'lb.example', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc']
        .concat('kubernetes.default.svc.cluster.local', 'host-m1', 'host-m2', 'host-m3')
        .sort(),
    );
    expect(ip).toEqual(['10.0.0.5', '10.0.0.11', '10.0.0.12', '10.0.0.13', '10.96.0.1', '127.0.0.1', '192.0.2.7'].sort());
  });

  test('nobody but a kubeadm before 1.29 names the group that no authorization holds back', () => {
    const groups = (version: string) =>
      new Set(leavesOf(clusterOf({}, { kubernetes: { version } })).flatMap((leaf) => leaf.identity.organizations));
    expect(groups('1.34.4')).not.toContain('system:masters');
    expect(groups('1.28.9')).toContain('system:masters');
  });

  test('what a kubelet serves with is no client certificate', () => {
    expect(leafAt(clusterOf(), 'w1', '/var/lib/kubelet/pki/kubelet.crt')?.identity.purposes).toEqual(['server']);
  });
});

describe('the layouts of an export', () => {
  test('kubeadm’s has its names, also for an external etcd', () => {
    const files = kubeadmLayout(clusterOf())
      .filter((file) => file.host === 'm1')
      .map((file) => file.path);
    for (const name of ['ca.crt', 'ca.key', 'sa.pub', 'front-proxy-ca.key', 'etcd/ca.crt', 'etcd/server.crt', 'etcd/peer.key'])
      expect(files).toContain(`/etc/kubernetes/pki/${name}`);
    expect(files).toContain('/etc/kubernetes/pki/apiserver-etcd-client.crt');
    expect(files.filter((path) => path.startsWith('/etc/etcd'))).toEqual([]);
    expect(new Set(files).size).toBe(files.length);
  });

  test('the paper’s names etcd’s files as cfssl does', () => {
    const names = ['ca', 'client', 'server', 'peer'].flatMap((name) => [`${name}-key.pem`, `${name}.pem`]).sort();
    const files = paperLayout(clusterOf())
      .filter((file) => file.host === 'm3')
      .map((file) => file.path);
    expect(files.sort()).toEqual(names.map((name) => `/etc/kubernetes/pki/etcd/${name}`));
    expect(paperLayout(clusterOf({ topology: 'stacked' }))).toEqual([]);
  });
});
