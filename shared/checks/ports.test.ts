import { describe, expect, test } from 'vitest';
import { found, params } from '../../test/fixtures/findings.ts';
import { clusterUid, specOf } from '../../test/fixtures/site.ts';
import { ports } from './ports.ts';

const listens = (port: number, protocol: 'tcp' | 'udp' = 'tcp', address = '127.0.0.1') => ({
  listeners: [{ protocol, address, port }],
});

describe('ports', () => {
  test('what listens on a port that a component needs is told with the component', () => {
    expect(found(ports, { facts: { w1: listens(10250) } })).toEqual(['blocker w1 check.port-taken']);
    expect(params(ports, { facts: { w1: listens(10250) } })).toEqual([{ port: 10250, protocol: 'tcp', component: 'kubelet' }]);
  });

  test("a master's ports are no concern of a worker", () => {
    expect(found(ports, { facts: { m1: listens(2379), w1: listens(2379) } })).toEqual(['blocker m1 check.port-taken']);
  });

  test('the protocol counts', () => {
    expect(found(ports, { facts: { w1: listens(8472, 'tcp') } })).toEqual([]);
    expect(found(ports, { facts: { w1: listens(8472, 'udp', '0.0.0.0') } })).toEqual(['blocker w1 check.port-taken']);
  });

  test('the API port is that of the endpoint, and flannel with host-gw needs none', () => {
    const base = specOf();
    const endpoint = { kind: 'keepalived', address: '10.0.0.5', port: 8443, virtualRouterId: 51 } as const;
    expect(found(ports, { spec: { endpoint }, facts: { m1: listens(6443), m2: listens(8443) } })).toEqual([
      'blocker m2 check.port-taken',
    ]);
    const network = { ...base.network, plugin: { kind: 'flannel', backend: 'host-gw' } } as const;
    expect(found(ports, { spec: { network }, facts: { m1: listens(8472, 'udp') } })).toEqual([]);
  });

  test("this cluster's own components may listen on its nodes", () => {
    expect(found(ports, { facts: { m1: { cluster: clusterUid, ...listens(6443) } } })).toEqual([]);
    expect(found(ports, { facts: { m1: { cluster: 'other', ...listens(6443) } } })).toEqual(['blocker m1 check.port-taken']);
  });
});
