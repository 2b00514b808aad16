import { describe, expect, test } from 'vitest';
import { found, params, siteWith } from '../../test/fixtures/findings.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { hostnames } from './hostnames.ts';

describe('host names', () => {
  test('two hosts of one name: the second is told of, with both named; case makes no difference', () => {
    const change = { facts: { m1: { hostname: 'debian' }, w1: { hostname: 'Debian' } } };
    expect(found(hostnames, change)).toEqual(['blocker w1 check.hostname-duplicate']);
    expect(params(hostnames, change)).toEqual([{ hostname: 'debian', nodes: ['m1', 'w1'] }]);
  });

  test('a name that the spec sets counts, not the one that the host has', () => {
    const both = { m1: { hostname: 'debian' }, m2: { hostname: 'debian' } };
    expect(found(hostnames, { facts: both, nodes: { m2: { hostname: 'second' } } })).toEqual([]);
    expect(found(hostnames, { nodes: { m2: { hostname: 'm1' } } })).toEqual(['blocker m2 check.hostname-duplicate']);
  });

  test.each(['', 'localhost', 'my_host', 'a'.repeat(64), '-x'])('%j is no name for a node', (hostname) => {
    expect(found(hostnames, { facts: { m1: { hostname } } })).toEqual(['blocker m1 check.hostname-invalid']);
  });

  test.each([
    ['kubernetes', 'Kubernetes'],
    ['kubernetes.default.svc.cluster.local', 'Kubernetes'],
    ['cluster.local', 'Kubernetes'],
    ['localhost.localdomain', 'localhost'],
    ['ip6-loopback', 'localhost'],
    ['10.0.0.12', 'an address'],
    ['999', 'an address'],
    ['registry.k8s.io', 'an image registry'],
    ['m2', 'nodes.m2'],
    ['harbor.corp', 'registry.address'],
    ['Ntp.corp', 'time.servers'],
    ['k8s.corp', 'endpoint.name'],
    ['api.corp', 'apiServer.extraSans'],
    ['etcd.corp', 'etcd.extraSans'],
  ])('a host may not call itself %s', (hostname, by) => {
    const { endpoint, etcd } = siteWith().spec;
    if (endpoint.kind !== 'keepalived') expect.unreachable();
    const spec: Partial<ClusterSpec> = {
      endpoint: { ...endpoint, name: 'k8s.corp' },
      etcd: { ...etcd, extraSans: ['etcd.corp'] },
      apiServer: { extraSans: ['api.corp'] },
      time: { source: 'servers', servers: ['10.0.0.1', 'ntp.corp'] },
      registry: { kind: 'external', address: 'harbor.corp', port: 443, project: 'k8s', plainHttp: false },
    };
    const facts = { w1: { hostname }, m2: { hostname: 'other' } };
    expect(found(hostnames, { spec, facts })).toEqual(['blocker w1 check.hostname-taken']);
    expect(params(hostnames, { spec, facts })).toEqual([{ hostname: hostname.toLowerCase(), by }]);
  });

  test('names that mean the node itself are its own: the one of its row, the one that it is given, a master’s among the SANs', () => {
    const { apiServer } = siteWith().spec;
    const spec: Partial<ClusterSpec> = {
      apiServer: { ...apiServer, extraSans: ['db7'] },
      time: { source: 'servers', servers: ['m2', 'clock'] },
    };
    expect(found(hostnames, { spec, facts: { m1: { hostname: 'db7' }, m2: { hostname: 'm2' } } })).toEqual([]);
    const given = siteWith({ nodes: { w1: { hostname: 'clock' } } });
    expect(hostnames.run({ ...given, spec: { ...given.spec, time: { source: 'servers', servers: ['clock'] } } })).toEqual([]);
    expect(found(hostnames, { spec, facts: { m1: { hostname: 'clock' } } })).toEqual(['blocker m1 check.hostname-taken']);
  });

  test('a node that joins may not take the name of one that is away', () => {
    const site = siteWith({ facts: { w1: { hostname: 'db7' } } });
    const [m3] = site.nodes.filter(({ name }) => name === 'm3');
    const away = [{ ...(m3 ?? expect.unreachable()), hostname: 'db7' }];
    const nodes = site.nodes.filter(({ name }) => name !== 'm3');
    expect(hostnames.run({ ...site, nodes, away }).map(({ problem }) => problem.params)).toEqual([
      { hostname: 'db7', by: 'nodes.m3' },
    ]);
  });

  test('two hosts without a name are told that they have none, not that they share it', () => {
    expect(found(hostnames, { facts: { m1: { hostname: '' }, m2: { hostname: '' } } })).toEqual([
      'blocker m1 check.hostname-invalid',
      'blocker m2 check.hostname-invalid',
    ]);
  });
});
