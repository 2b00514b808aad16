import { expect, test } from 'vitest';
import { clusterSpec, type ClusterSpec } from '../model/spec.ts';
import { apiPort, masters, resolveNode, resolveStorage, withHostname, workers } from './resolve.ts';

const spec = (over: object = {}, node: object = {}): ClusterSpec =>
  clusterSpec.parse({
    apiVersion: 'barque/v1',
    kind: 'Cluster',
    kubernetes: { version: '1.34.4' },
    endpoint: { kind: 'keepalived', address: '10.0.0.5', port: 8443 },
    access: { user: 'ops', auth: { kind: 'agent' } },
    nodes: [
      { name: 'm1', address: '10.0.0.11', roles: ['master', 'worker'], ...node },
      { name: 'w1', address: '10.0.0.21', roles: ['worker'] },
    ],
    ...over,
  });
const first = (s: ClusterSpec) => masters(s)[0] ?? expect.unreachable();

test('without settings, data is where Kubernetes and etcd keep it, and containerd has a root of its own', () => {
  expect(first(spec()).storage).toEqual({
    etcd: '/var/lib/etcd',
    containerd: '/var/lib/barque/containerd',
    kubelet: '/var/lib/kubelet',
    logs: '/var/log/pods',
  });
});

test('one root takes all of it', () => {
  expect(first(spec({ storage: { root: '/data' } })).storage).toEqual({
    etcd: '/data/etcd',
    containerd: '/data/containerd',
    kubelet: '/data/kubelet',
    logs: '/data/log/pods',
  });
});

test('a path wins over a root, and the node wins over the cluster', () => {
  const s = spec({ storage: { root: '/data', etcd: '/fast/etcd', logs: '/logs' } }, { storage: { root: '/big', kubelet: '/k' } });
  expect(first(s).storage).toEqual({ etcd: '/big/etcd', containerd: '/big/containerd', kubelet: '/k', logs: '/big/log/pods' });
  expect(resolveStorage(s)).toMatchObject({ etcd: '/fast/etcd', containerd: '/data/containerd', logs: '/logs' });
});

test('a node without access or node address of its own takes the cluster and its SSH address', () => {
  const own = { user: 'root', auth: { kind: 'agent' }, become: { kind: 'none' } };
  const s = spec({}, { nodeAddress: '172.16.0.1', access: own });
  expect(first(s)).toMatchObject({ nodeAddress: '172.16.0.1', access: own });
  expect(workers(s)[0]).toMatchObject({ nodeAddress: '10.0.0.21', access: { user: 'ops' }, worker: true, master: false });
});

test('a master that is a worker too is a master', () => {
  expect(masters(spec()).map((n) => n.name)).toEqual(['m1']);
  expect(first(spec())).toMatchObject({ master: true, worker: true });
  expect(workers(spec()).map((n) => n.name)).toEqual(['w1']);
});

test('the host name is the one of the spec, else the one found, in lower case', () => {
  const named = (node: object) => withHostname(first(spec({}, node)), 'Node-1\n').hostname;
  expect(named({})).toBe('node-1');
  expect(named({ hostname: 'master01' })).toBe('master01');
});

test("Keepalived's endpoint has the API servers' port, another load balancer may not", () => {
  expect(apiPort(spec())).toBe(8443);
  expect(apiPort(spec({ endpoint: { kind: 'external', address: 'api.example.com', port: 443 } }))).toBe(6443);
});

test('nothing of the node is lost', () => {
  const s = spec({}, { labels: { disk: 'ssd' } });
  expect(s.nodes.map((node) => resolveNode(s, node))[0]).toMatchObject({ name: 'm1', port: 22, labels: { disk: 'ssd' } });
});
