import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { bare, memberOf, observedOf, recordFor } from '../../test/fixtures/cluster.ts';
import { clusterUid, specOf } from '../../test/fixtures/site.ts';
import type { HostView } from '../model/observed.ts';
import { clusterSpec, type ClusterSpec, type NodeSpec } from '../model/spec.ts';
import { changeableOf } from './changeable.ts';
import { changesBetween, type Changes } from './changes.ts';
import type { ClusterRecord } from './record.ts';
import { differencesOf } from './spec-differences.ts';
import { stateOf } from './state.ts';

const spec = specOf();
const standing = recordFor(spec);
const names = spec.nodes.map(({ name }) => name);

function changes(
  wanted: ClusterSpec,
  {
    record = standing,
    seen = {},
    etcdVersion,
  }: { record?: ClusterRecord; seen?: Record<string, Partial<HostView>>; etcdVersion?: string } = {},
): Changes {
  const observed = observedOf(spec, seen);
  return changesBetween({ spec: wanted, record, state: stateOf(clusterUid, record, observed), observed, etcdVersion });
}
const codes = (of: Changes) =>
  of.refused.map(({ code, params, host }) => [code, params['path'] ?? params['node'] ?? host ?? ''].join(' ').trim());
const withNode = (name: string, change: Partial<NodeSpec>): ClusterSpec => ({
  ...spec,
  nodes: spec.nodes.map((node) => (node.name === name ? { ...node, ...change } : node)),
});
const worker: NodeSpec = {
  ...spec.nodes[3],
  name: 'w2',
  address: '10.1.0.9',
  port: 22,
  roles: ['worker'],
  labels: {},
  taints: [],
};
const nothing = { kind: 'follow', joining: new Set(), settings: new Set(), left: new Set() };

describe('a cluster that stands and is applied again', () => {
  test('as it is: there is nothing to do', () => {
    expect(changes(spec)).toEqual({ scope: nothing, refused: [] });
  });

  test('with its rows in another order: there is nothing to do', () => {
    expect(changes({ ...spec, nodes: spec.nodes.toReversed() })).toEqual({ scope: nothing, refused: [] });
  });

  test('with the same said elsewhere: there is nothing to do', () => {
    const own = { etcd: '/var/lib/etcd', kubelet: '/var/lib/kubelet' };
    expect(
      changes({ ...spec, nodes: spec.nodes.map((node) => ({ ...node, storage: own, hostname: node.name })) }).refused,
    ).toEqual([]);
  });

  test.each<[string, ClusterSpec, string[]]>([
    [
      'etcd’s directory',
      { ...spec, storage: { etcd: '/data/etcd' } },
      names.map((n) => `spec.cannot-change nodes.${n}.storage.etcd`),
    ],
    ['nodePorts', { ...spec, network: { ...spec.network, nodePorts: '20000-30000' } }, ['spec.cannot-change network.nodePorts']],
    ['extra SANs', { ...spec, apiServer: { extraSans: ['k8s.example'] } }, ['spec.cannot-change apiServer.extraSans']],
    ['labels', withNode('w1', { labels: { tier: 'x' } }), ['spec.cannot-change nodes.w1.labels.tier']],
    [
      'taints',
      withNode('w1', { taints: [{ key: 'a', value: '', effect: 'NoSchedule' }] }),
      ['spec.cannot-change nodes.w1.taints'],
    ],
    ['a host name', withNode('m1', { hostname: 'db-1' }), ['spec.cannot-change nodes.m1.hostname']],
    ['a worker that is gone', { ...spec, nodes: spec.nodes.slice(0, 3) }, ['cluster.row-removed w1']],
    ['a master that is gone', { ...spec, nodes: spec.nodes.slice(1) }, ['cluster.row-removed m1']],
    ['another master', { ...spec, nodes: [...spec.nodes, { ...worker, roles: ['master'] }] }, ['cluster.master-added w2']],
    ['a row by another name', withNode('w1', { name: 'x1' }), ['cluster.row-removed w1']],
  ])('with %s is refused, by name', (_, wanted, refused) => {
    expect(codes(changes(wanted))).toEqual(refused);
  });

  test('after a run that went on without a step: that step is tried again', () => {
    expect(changes(spec, { record: { ...standing, left: ['helm/m1'] } }).scope).toMatchObject({ left: new Set(['helm/m1']) });
  });

  test('with another worker: that one joins', () => {
    expect(changes({ ...spec, nodes: [worker, ...spec.nodes] })).toEqual({
      scope: { ...nothing, joining: new Set(['w2']) },
      refused: [],
    });
  });

  test('with another way to reach its hosts: there is nothing to do', () => {
    const access = { ...spec.access, user: 'ops' };
    const moved = withNode('w1', { address: '172.16.0.9', nodeAddress: '10.1.0.2', port: 2222 });
    expect(changes({ ...moved, access, distribution: 'direct' })).toEqual({ scope: nothing, refused: [] });
  });

  test('with a setting that is carried to the nodes: that alone, and not while somebody is away', () => {
    const wanted = { ...spec, mutualTrust: true };
    expect(changes(wanted).scope).toMatchObject({ settings: new Set(['mutualTrust']) });
    expect(codes(changes(wanted, { seen: { m3: { ...bare, reached: false } } }))).toEqual(['cluster.degraded']);
  });

  test('from a bundle with another etcd is refused', () => {
    expect(codes(changes(spec, { etcdVersion: 'v3.6.8' }))).toEqual(['cluster.other-etcd']);
    expect(codes(changes(spec, { etcdVersion: '3.6.5-0' }))).toEqual([]);
  });

  test('whose record is lost is refused: nothing could be compared', () => {
    const observed = observedOf(spec);
    const unknown = (seen: typeof observed) =>
      codes(changesBetween({ spec, record: undefined, state: stateOf(clusterUid, undefined, seen), observed: seen }));
    expect(unknown(observed)).toEqual(['cluster.no-record']);
    const unfinished = observed.hosts.map((host) => ({ ...host, completed: false }));
    expect(unknown({ ...observed, hosts: unfinished })).toEqual(['cluster.no-record']);
  });

  test('after a disk was emptied is refused, whoever it is: nothing is founded twice', () => {
    expect(codes(changes(spec, { seen: { m1: bare } }))).toEqual(['cluster.emptied m1']);
    expect(codes(changes(spec, { seen: { w1: bare } }))).toEqual(['cluster.emptied w1']);
  });

  test('while it is silent or refuses its credentials is refused', () => {
    const all = (view: Partial<HostView>) => Object.fromEntries(['m1', 'm2', 'm3'].map((m) => [m, view]));
    expect(codes(changes(spec, { seen: all({ api: { kind: 'silent', said: '' } }) }))).toEqual(['cluster.silent']);
    expect(codes(changes(spec, { seen: all({ api: { kind: 'refuses', said: 'x509' } }) }))).toEqual(['cluster.locked-out']);
  });
});

describe('a cluster that was begun', () => {
  const founding = recordFor(spec, 'founding');
  const unfinished = Object.fromEntries(names.map((n) => [n, { completed: false, ...(n === 'w1' ? bare : {}) }]));

  test('goes on, and the members that serve are left alone', () => {
    const { scope, refused } = changes(spec, {
      record: founding,
      seen: { ...unfinished, m3: { completed: false, etcd: undefined } },
    });
    expect([scope, refused]).toEqual([{ kind: 'create', founded: true, serving: new Set(['m1', 'm2']) }, []]);
  });

  test('is not given another network any more, nor a master less; a worker that never joined may go', () => {
    const wanted = { ...spec, network: { ...spec.network, podSubnet: '10.8.0.0/16' } };
    expect(codes(changes(wanted, { record: founding, seen: unfinished }))).toEqual(['spec.cannot-change network.podSubnet']);
    expect(codes(changes({ ...spec, nodes: spec.nodes.slice(1) }, { record: founding, seen: unfinished }))).toEqual([
      'cluster.row-removed m1',
    ]);
    const nodes = observedOf(spec)
      .hosts.flatMap(({ api }) => (api?.kind === 'answers' ? api.nodes : []))
      .filter(({ name }) => name !== 'w1');
    const seen = {
      ...unfinished,
      ...Object.fromEntries(
        ['m1', 'm2', 'm3'].map((m) => [m, { completed: false, api: { kind: 'answers' as const, uid: 'uid-1', nodes } }]),
      ),
    };
    expect(codes(changes({ ...spec, nodes: spec.nodes.slice(0, 3) }, { record: founding, seen }))).toEqual([]);
  });

  test('is not founded again on a founder that was emptied while others have joined', () => {
    expect(codes(changes(spec, { record: founding, seen: { ...unfinished, m1: bare } }))).toEqual(['cluster.founder-lost m1']);
  });

  test('may be corrected in everything until kubeadm was started', () => {
    const prepared = Object.fromEntries(
      names.map((n) => [n, { ...bare, mark: clusterUid, signs: ['/var/lib/etcd/member'], etcd: memberOf('m1', ['m1']) }]),
    );
    const other = {
      ...spec,
      network: { ...spec.network, podSubnet: '10.8.0.0/16' },
      endpoint: { ...spec.endpoint, address: '10.0.0.9' },
    };
    expect(changes(other, { record: recordFor(spec, 'preparing'), seen: prepared })).toEqual({
      scope: { kind: 'create', founded: false, serving: new Set() },
      refused: [],
    });
  });
});

describe('every setting of the schema', () => {
  /** Another value of the same schema; undefined where there is none. */
  const full: ClusterSpec = clusterSpec.parse({
    ...spec,
    etcd: { topology: 'external', extraSans: ['etcd.example'] },
    endpoint: { kind: 'keepalived', address: '10.0.0.5', name: 'k8s.example' },
    registry: { kind: 'external', address: 'registry.example', project: 'k8s', login: { user: 'u', secret: 's' } },
    time: { source: 'servers', servers: ['ntp.example'] },
    packages: ['chrony'],
    certificates: {
      parent: { certificate: '-----BEGIN CERTIFICATE-----\nTUlJ\n-----END CERTIFICATE-----\n', secret: 'company' },
    },
    merge: {
      containerd: { a: 1 },
      kubeadm: { init: { a: 1 }, cluster: { a: 1 }, join: { a: 1 }, kubelet: { a: 1 }, kubeProxy: { a: 1 } },
    },
    nodes: spec.nodes.map((node) => ({
      ...node,
      interface: 'eth0',
      labels: { a: 'b' },
      taints: [{ key: 'k', effect: 'NoSchedule' }],
    })),
  });
  type Path = readonly (string | number)[];
  const leavesOf = (value: unknown, at: Path = []): Path[] =>
    typeof value === 'object' && value !== null && Object.keys(value).length > 0
      ? Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, [...at, Array.isArray(value) ? Number(key) : key]))
      : [at];
  const paths = leavesOf(full).filter(
    (path) => !['apiVersion', 'kind'].includes(String(path[0])) && !['kind', 'source'].includes(String(path.at(-1))),
  );
  const set = (value: unknown, [key, ...rest]: Path, change: (leaf: unknown) => unknown): unknown => {
    if (key === undefined) return change(value);
    if (Array.isArray(value)) return value.map((item: unknown, i) => (i === key ? set(item, rest, change) : item));
    const entries = Object.entries(z.record(z.string(), z.unknown()).parse(value));
    return Object.fromEntries(entries.map(([name, inner]) => [name, name === key ? set(inner, rest, change) : inner]));
  };
  const others = [
    'master',
    { etcd: '/data/other' },
    '-----BEGIN CERTIFICATE-----\nTUlK\n-----END CERTIFICATE-----\n',
    '10.0.0.77',
    '10.64.0.0/12',
    'other',
    '/data/other',
    '20000-21000',
    '1.34.5',
    'arm64',
    'stacked',
    'classic',
    'host-gw',
    'ecdsa-p256',
    'direct',
    'PreferNoSchedule',
    'agent',
    'worker',
    7,
    true,
    false,
    ['other.example'],
    { x: 'y' },
  ];
  /** Of what has kinds, another kind. */
  const kinds: readonly (readonly [string, unknown])[] = [
    ['time', { source: 'first-master' }],
    ['endpoint', { kind: 'external', address: '10.0.0.5' }],
    ['registry', { kind: 'cluster' }],
    ['registry', undefined],
  ];
  /** All specs that have one leaf otherwise. */
  const variants = paths.flatMap((path) =>
    others.flatMap((other) => {
      const parsed = clusterSpec.safeParse(set(full, path, () => other));
      return parsed.success && JSON.stringify(parsed.data) !== JSON.stringify(full)
        ? [{ path: path.join('.'), wanted: parsed.data }]
        : [];
    }),
  );
  for (const [key, value] of kinds) variants.push({ path: key, wanted: clusterSpec.parse({ ...full, [key]: value }) });
  const record = recordFor(full);
  const observed = observedOf(full);
  const found = (wanted: ClusterSpec) =>
    changesBetween({ spec: wanted, record, state: stateOf(clusterUid, record, observed), observed });

  test('has variants to be tried with', () => {
    const tried = new Set(variants.map(({ path }) => path));
    const left = paths.map((path) => path.join('.')).filter((path) => !tried.has(path));
    expect(left).toEqual([]);
  });

  test('when it is changed, is brought about, is the operator’s own, or is refused', () => {
    const silentOnes = variants.filter(({ wanted }) => {
      const { scope, refused } = found(wanted);
      if (refused.length > 0 || scope.kind !== 'follow' || scope.joining.size > 0 || scope.settings.size > 0) return false;
      const known = full.nodes.map(({ name }) => name);
      const differing = differencesOf(full, wanted, known);
      return !differing.every((difference) => changeableOf(difference) === 'operators-own');
    });
    expect(silentOnes.map(({ path }) => path)).toEqual([]);
  });

  test('several at once are judged as each alone: what is refused alone is refused with others', () => {
    fc.assert(
      fc.property(fc.constantFrom(...variants), fc.boolean(), ({ wanted }, direct) => {
        const alone = found(wanted).refused.length;
        const together = found({ ...wanted, distribution: direct ? 'direct' : wanted.distribution }).refused.length;
        expect(together).toBe(alone);
      }),
    );
  });

  test('once it was brought about, nothing is left to do', () => {
    for (const { wanted } of variants) {
      const { scope, refused } = found(wanted);
      if (refused.length > 0 || scope.kind !== 'follow') continue;
      const after = { ...record, spec: wanted };
      const state = stateOf(clusterUid, after, observed);
      expect(changesBetween({ spec: wanted, record: after, state, observed }).scope).toEqual(nothing);
    }
  });
});
