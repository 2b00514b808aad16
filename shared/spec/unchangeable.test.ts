import { describe, expect, it } from 'vitest';
import { clusterSpec } from '../model/spec.ts';
import { explain } from '../problems/problem.ts';
import { cannotChange, unchangeable, unchangeableOf } from './unchangeable.ts';

const written = {
  apiVersion: 'barque/v1',
  kind: 'Cluster',
  name: 'prod',
  kubernetes: { version: '1.34.4' },
  endpoint: { kind: 'keepalived', address: '10.0.0.100' },
  access: { auth: { kind: 'agent' } },
  nodes: [{ name: 'm1', address: '10.0.0.11', roles: ['master'] }],
};
const spec = clusterSpec.parse(written);
const was = unchangeableOf(spec);

describe('cannotChange', () => {
  it('lets everything else change', () => {
    const other = clusterSpec.parse({
      ...written,
      nodes: [...written.nodes, { name: 'w1', address: '10.0.0.21', roles: ['worker'] }],
      network: { nodePorts: '30000-31000' },
      apiServer: { extraSans: ['api.example.org'] },
    });
    expect(cannotChange(was, other)).toEqual([]);
  });

  it.each([
    ['name', { name: 'other' }, 'prod', 'other', 'new-cluster'],
    ['network.podSubnet', { network: { podSubnet: '10.245.0.0/16' } }, '10.244.0.0/16', '10.245.0.0/16', 'new-cluster'],
    ['network.serviceSubnet', { network: { serviceSubnet: '10.112.0.0/12' } }, '10.96.0.0/12', '10.112.0.0/12', 'new-cluster'],
    ['network.dnsDomain', { network: { dnsDomain: 'k8s.local' } }, 'cluster.local', 'k8s.local', 'new-cluster'],
    ['etcd.topology', { etcd: { topology: 'stacked' } }, 'external', 'stacked', 'new-cluster'],
    ['etcd.files', { etcd: { files: 'classic' } }, 'standard', 'classic', 'new-cluster'],
    ['certificates.algorithm', { certificates: { algorithm: 'ecdsa-p256' } }, 'rsa-2048', 'ecdsa-p256', 'new-cluster'],
    ['kubernetes.version', { kubernetes: { version: '1.35.4' } }, '1.34.4', '1.35.4', 'change-back'],
    [
      'endpoint',
      { endpoint: { kind: 'keepalived', address: '10.0.0.101' } },
      '10.0.0.100:6443',
      '10.0.0.101:6443',
      'change-back',
    ],
  ])('refuses another %s, with what it was, what is wanted and the way out', (path, change, before, wanted, way) => {
    const problems = cannotChange(was, clusterSpec.parse({ ...written, ...change }));
    expect(problems).toEqual([{ code: 'spec.cannot-change', params: { path, was: before, wanted, way } }]);
    for (const language of ['en', 'zh'] as const) {
      const remedies = problems.flatMap((p) => explain(p, language).remedies);
      expect(remedies[0]).toContain(before);
      expect(remedies).toHaveLength(2);
    }
  });

  it('knows what clusters had before there was a choice', () => {
    const older = Object.entries(was).filter(([path]) => path !== 'certificates.algorithm');
    expect(unchangeable.parse(Object.fromEntries(older))).toEqual(was);
  });

  it('tells of all at once', () => {
    const network = { podSubnet: '10.245.0.0/16', dnsDomain: 'k8s.local' };
    expect(cannotChange(was, clusterSpec.parse({ ...written, network })).length).toBe(2);
  });

  it('is kept and read back as it was', () => {
    expect(unchangeable.parse(JSON.parse(JSON.stringify(was)))).toEqual(was);
  });
});
