import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClusterSpec } from '../model/spec.ts';
import { explain } from '../problems/problem.ts';
import { exampleSpec, presets } from '../spec/example.ts';
import { parseSpec } from '../spec/parse.ts';
import { draft, emptyDraft, emptyNode, noRegistry, type Draft, type NodeDraft, type RegistryDraft } from './draft.ts';
import { draftOf } from './draft-of.ts';
import { anyDraft, anySpec } from './draft.fixture.ts';
import { quorumOf, specOf } from './spec.ts';

const row = (key: string, fields: Partial<NodeDraft> = {}): NodeDraft => ({ ...emptyNode(key), ...fields });
const small: Draft = {
  ...emptyDraft('prod'),
  kubernetes: '1.34.4',
  endpoint: { ...emptyDraft('').endpoint, address: '10.0.0.5' },
  nodes: [
    row('a', { name: 'm1', address: '10.0.0.11', roles: 'master' }),
    row('b', { name: 'w1', address: '10.0.0.21', labels: 'disk=ssd， zone=a', taints: 'gpu:NoSchedule' }),
  ],
};
const specFrom = (given: Draft): ClusterSpec => {
  const made = specOf(given);
  return 'spec' in made ? made.spec : expect.unreachable(JSON.stringify(made.problems));
};
const found = (given: Draft) => {
  const made = specOf(given);
  return 'spec' in made
    ? []
    : made.problems.map(({ problem, places }) => [problem.code, ...places.map((p) => `${p.node ?? ''}/${p.field}`)]);
};
const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const harbor: RegistryDraft = { ...noRegistry, kind: 'external', address: 'harbor.corp', project: 'k8s', user: 'robot$k8s' };
const withRegistry = (change: Partial<RegistryDraft>): Draft => ({ ...small, registry: { ...harbor, ...change } });
const withRow = (fields: Partial<NodeDraft>): Draft => ({ ...small, nodes: [...small.nodes, row('c', fields)] });

describe('specOf', () => {
  test('writes only what differs from the defaults, a line for each node', () => {
    const made = specOf(small);
    expect('spec' in made && made.text).toBe(`apiVersion: barque/v1
kind: Cluster
name: prod
kubernetes:
  version: 1.34.4
endpoint:
  kind: keepalived
  address: 10.0.0.5
access:
  user: root
  auth: {kind: password, secret: ssh.password}
nodes:
  - {name: m1, address: 10.0.0.11, roles: [master]}
  - {name: w1, address: 10.0.0.21, roles: [worker], labels: {disk: ssd, zone: a}, taints: [{key: gpu, effect: NoSchedule}]}
`);
  });

  test('what a Chinese input method makes of digits and stops is understood', () => {
    expect(specFrom(withRow({ name: 'ｗ２', address: '１０。０．０.22', port: '２２２２' })).nodes[2]).toMatchObject({
      name: 'w2',
      address: '10.0.0.22',
      port: 2222,
    });
  });

  test('`more` is merged last, over the whole and over a row', () => {
    const spec = specFrom({
      ...withRow({ name: 'w2', address: '10.0.0.22', more: 'storage: { etcd: /fast }' }),
      more: 'name: other\narch: arm64\nmerge: { containerd: { debug: null } }',
    });
    expect(spec).toMatchObject({ name: 'other', arch: 'arm64', merge: { containerd: { debug: null } } });
    expect(spec.nodes[2]?.storage).toEqual({ etcd: '/fast' });
  });

  test('a node with its own access is reached by the same bastion', () => {
    const { access } = small;
    const bastion = { address: '10.0.0.1', port: '', user: 'ops', auth: 'agent' } as const;
    const given = { ...withRow({ name: 'w2', address: '10.0.0.22', access: { ...access, user: 'ubuntu' } }), bastion };
    expect(specFrom(given).nodes[2]?.access).toMatchObject({
      user: 'ubuntu',
      auth: { secret: 'node.c.password' },
      bastion: { address: '10.0.0.1', user: 'ops' },
    });
  });

  test('a registry is none, the cluster’s own or the customer’s; what was typed for another kind stays in the draft alone', () => {
    expect(specFrom(small).registry).toBeUndefined();
    expect(specFrom(withRegistry({ kind: 'none' })).registry).toBeUndefined();
    expect(specFrom(withRegistry({ kind: 'cluster', clusterPort: '5443' })).registry).toEqual({ kind: 'cluster', port: 5443 });
    expect(specFrom(withRegistry({ port: '8443', trust: 'ca', ca: `\n${pem}\n\n` })).registry).toEqual({
      kind: 'external',
      address: 'harbor.corp',
      port: 8443,
      project: 'k8s',
      ca: `${pem}\n`,
      plainHttp: false,
      login: { user: 'robot$k8s', secret: 'registry.password' },
    });
    expect(specFrom(withRegistry({ trust: 'none', ca: pem, user: '' })).registry).toEqual({
      ...{ kind: 'external', address: 'harbor.corp', port: 80, project: 'k8s', plainHttp: true },
    });
  });

  test.each<[string, Draft, string[][]]>([
    ['a registry without an address', withRegistry({ address: '' }), [['spec.missing', '/registry.address']]],
    ['a registry’s address with a scheme', withRegistry({ address: 'https://x' }), [['spec.value', '/registry.address']]],
    ['a registry’s port that is none', withRegistry({ port: 'x' }), [['spec.value', '/registry.port']]],
    ['a project in capitals', withRegistry({ project: 'K8s' }), [['spec.value', '/registry.project']]],
    ['an authority that is no certificate', withRegistry({ trust: 'ca', ca: 'x' }), [['spec.value', '/registry.ca']]],
    ['an authority that is missing', withRegistry({ trust: 'ca' }), [['spec.value', '/registry.ca']]],
    ['a robot with a space', withRegistry({ user: 'a b' }), [['spec.value', '/registry.user']]],
    [
      'a duplicate, beside a registry that is half typed',
      { ...withRegistry({ address: '' }), nodes: [...small.nodes, row('c', { name: 'w1', address: '10.0.0.22' })] },
      [
        ['spec.missing', '/registry.address'],
        ['spec.duplicate', 'b/name', 'c/name'],
      ],
    ],
    ['a port that is none', withRow({ name: 'w2', address: '10.0.0.22', port: 'ssh' }), [['spec.value', 'c/port']]],
    ['a label without a value', withRow({ name: 'w2', address: '10.0.0.22', labels: 'a=b, disk' }), [['spec.value', 'c/labels']]],
    ['a taint without an effect', withRow({ name: 'w2', address: '10.0.0.22', taints: 'a=b' }), [['spec.value', 'c/taints']]],
    ['an address that is missing', withRow({ name: 'w2' }), [['spec.missing', 'c/address']]],
    [
      'a duplicate in a row that is half typed',
      withRow({ address: '10.0.0.11' }),
      [
        ['spec.missing', 'c/name'],
        ['spec.duplicate', 'a/address', 'c/address'],
      ],
    ],
    [
      'a node in the pod network, with the endpoint missing',
      { ...withRow({ name: 'w2', address: '10.244.0.9' }), endpoint: emptyDraft('').endpoint },
      [
        ['spec.missing', '/endpoint.address'],
        ['spec.address-in-network', 'c/address', '/network.podSubnet'],
      ],
    ],
    [
      'networks that overlap',
      { ...small, network: { ...small.network, podSubnet: '10.96.0.0/16' } },
      [['spec.networks-overlap', '/network.podSubnet', '/network.serviceSubnet']],
    ],
    [
      'an endpoint that is a node',
      { ...small, endpoint: { ...small.endpoint, address: '10.0.0.11' } },
      [['spec.endpoint-is-node', '/endpoint.address', 'a/address']],
    ],
    [
      'a time server of no form',
      { ...small, time: { source: 'servers', servers: '10.0.0.1 a_b' } },
      [['spec.value', '/time.servers']],
    ],
    ['no time server', { ...small, time: { source: 'servers', servers: '' } }, [['spec.missing', '/time.servers']]],
    ['a user with a space', { ...small, access: { ...small.access, user: 'a b' } }, [['spec.value', '/access.user']]],
    ['an extra name that is none', { ...small, extraSans: 'a.b, c_d' }, [['spec.value', '/extraSans']]],
    ['`more` that is no YAML', { ...small, more: 'a: [' }, [['spec.syntax', '/more']]],
    ['`more` that is no map', { ...small, more: '- a' }, [['spec.value', '/more']]],
    ['`more` with an unknown key', { ...small, more: 'netwrok: {}' }, [['spec.unknown-key', '/more']]],
    ['a field that `more` decides', { ...small, more: 'network: { podSubnet: x }' }, [['spec.value', '/more']]],
    ["a row's own `more`", withRow({ name: 'w2', address: '10.0.0.22', more: 'port: no' }), [['spec.value', 'c/more']]],
    ['no nodes', { ...small, nodes: [] }, [['spec.value', '/nodes']]],
    ['no master', { ...small, nodes: small.nodes.slice(1) }, [['spec.no-master', '/nodes']]],
  ])('%s is told at its field', (_, given, problems) => {
    expect(found(given)).toEqual(problems);
  });

  test('whatever is typed, there is a spec whose text parses to it, or problems with places that both languages explain', () => {
    fc.assert(
      fc.property(anyDraft, (given) => {
        expect(draft.safeParse(given).success).toBe(true);
        const made = specOf(given);
        if ('spec' in made) expect(parseSpec(made.text)).toEqual({ spec: made.spec });
        else
          for (const { problem, places } of made.problems) {
            expect(places.length).toBeGreaterThan(0);
            for (const language of ['en', 'zh'] as const) expect(explain(problem, language).what).not.toBe('');
          }
      }),
      { numRuns: 300 },
    );
  });
});

describe('draftOf', () => {
  test.each(presets)('the example %s comes back as it was, with nothing in `more`', (preset) => {
    const parsed = parseSpec(exampleSpec(preset));
    const spec = 'spec' in parsed ? parsed.spec : expect.unreachable();
    const made = draftOf(spec);
    expect(made.more).toBe('');
    expect(specFrom(made)).toEqual(spec);
  });

  test('of what was typed, made a spec, it is a draft of the same spec', () => {
    fc.assert(
      fc.property(anyDraft, (typed) => {
        const made = specOf(typed);
        if ('problems' in made) return;
        const again = specOf(draftOf(made.spec));
        expect('spec' in again ? again.spec : again.problems).toEqual(made.spec);
        // what comes back is what would be typed: a second time it is the same
        if ('spec' in again) expect(draftOf(again.spec)).toEqual(draftOf(made.spec));
      }),
      { numRuns: 300 },
    );
  });

  test('every spec comes back as it was, and its draft is one', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const made = draftOf(spec);
        expect(draft.parse(made)).toEqual(made);
        expect(specFrom(made)).toEqual(spec);
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  [0, 0, false],
  [1, 0, true],
  [2, 0, true],
  [3, 1, false],
  [4, 1, true],
  [5, 2, false],
])('%i masters survive the loss of %i', (masters, survives, warned) => {
  const nodes = Array.from({ length: masters }, (_, i) => row(`k${i}`, { roles: i % 2 ? 'master' : 'both' }));
  const quorum = quorumOf({ ...small, nodes: [...nodes, row('w')] });
  expect(quorum).toMatchObject({ masters, survives });
  expect(quorum.warning !== undefined).toBe(warned);
});

describe('what is typed beside the letter is taken as it is meant', () => {
  const network = (change: Partial<Draft['network']>) => specFrom({ ...small, network: { ...small.network, ...change } }).network;
  const root = (typed: string) => specFrom({ ...small, storage: { ...small.storage, root: typed } }).storage.root;
  const endpoint = (typed: string) => specFrom({ ...small, endpoint: { ...small.endpoint, address: typed } }).endpoint.address;

  test.each(['１０．０．０．６', '10。0。0。6', '\u200b10.0.0.6\ufeff', ' 10.0.0.6　'])('the address %j', (typed) => {
    expect(endpoint(typed)).toBe('10.0.0.6');
  });
  test.each(['１０．２４０．０．０／１６', '10.240.0.0 / 16', ' 10.240.0.0/16 '])('the network %j', (typed) => {
    expect(network({ podSubnet: typed }).podSubnet).toBe('10.240.0.0/16');
  });
  test.each(['30000–32000', '30000 - 32000', '30000—32000', '30000~32000', '30000～32000', '３００００－３２０００'])(
    'the range %j',
    (typed) => {
      expect(network({ nodePorts: typed }).nodePorts).toBe('30000-32000');
    },
  );
  test.each(['／data', '/data/', '/data// '])('the directory %j', (typed) => {
    expect(root(typed)).toBe('/data');
  });
  test('names and addresses, separated as Chinese is', () => {
    expect(specFrom({ ...small, extraSans: 'ok.corp；10.0.0.9、x.y，z' }).apiServer.extraSans).toEqual([
      'ok.corp',
      '10.0.0.9',
      'x.y',
      'z',
    ]);
  });
});

test.each(['10.0.0.300', '10.0.0', '1.2.3.4.5', '10.0.0.05'])('%s is no address, and no name either', (typed) => {
  const external = { ...small, endpoint: { ...small.endpoint, kind: 'external' as const, address: typed } };
  expect(found(external)).toEqual([['spec.value', '/endpoint.address']]);
  expect(found({ ...small, time: { source: 'servers', servers: typed } })).toEqual([['spec.value', '/time.servers']]);
  expect(found({ ...small, extraSans: typed })).toEqual([['spec.value', '/extraSans']]);
  expect(found({ ...small, network: { ...small.network, dnsDomain: typed } })).toEqual([['spec.value', '/network.dnsDomain']]);
});
