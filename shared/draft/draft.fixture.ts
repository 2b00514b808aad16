import fc from 'fast-check';
import { clusterSpec, type ClusterSpec } from '../model/spec.ts';
import { rules } from '../spec/rules.ts';
import type { AccessDraft, BastionDraft, Draft, NodeDraft } from './draft.ts';

const typed = fc.oneof(
  fc.constantFrom(
    '',
    'm1',
    'm2',
    '10.0.0.11',
    '10.0.0.12',
    '22',
    '/data',
    'a=b',
    'a=b:NoSchedule',
    '10.96.0.0/13',
    '30000-31000',
    '1.34.4',
    '1.29.0',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const yaml = fc.oneof(
  fc.constantFrom(
    '',
    'a: [',
    '- x',
    'nodes: []',
    'nodes: 5',
    'name: null',
    '__proto__: { a: 1 }',
    'network: no',
    'endpoint: []',
    'access: { auth: x }',
    'merge: 3',
  ),
  fc.string({ maxLength: 20 }),
);
const auth = fc.constantFrom('password', 'key', 'agent', 'keyboard-interactive');
const access: fc.Arbitrary<AccessDraft> = fc.record({
  user: typed,
  auth,
  become: fc.constantFrom('none', 'sudo', 'su'),
  becomeSamePassword: fc.boolean(),
});
const bastion: fc.Arbitrary<BastionDraft> = fc.record({ address: typed, port: typed, user: typed, auth });
const node: fc.Arbitrary<NodeDraft> = fc.record(
  {
    key: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,39}$/),
    name: typed,
    address: typed,
    port: typed,
    roles: fc.constantFrom('master', 'worker', 'both'),
    nodeAddress: typed,
    interface: typed,
    hostname: typed,
    labels: typed,
    taints: typed,
    access,
    storageRoot: typed,
    more: yaml,
  },
  {
    requiredKeys: [
      'key',
      'name',
      'address',
      'port',
      'roles',
      'nodeAddress',
      'interface',
      'hostname',
      'labels',
      'taints',
      'storageRoot',
    ],
  },
);

const mostly = <T>(usual: T, other: fc.Arbitrary<T>): fc.Arbitrary<T> =>
  fc.oneof({ arbitrary: fc.constant(usual), weight: 3 }, other);

/** Drafts as people leave them: a good part of the fields empty or right, the rest anything. */
export const anyDraft: fc.Arbitrary<Draft> = fc.record(
  {
    schema: fc.constant('barque-draft/v1'),
    name: mostly('prod', typed),
    bundle: typed,
    kubernetes: mostly('1.34.4', typed),
    etcd: fc.constantFrom('external', 'stacked'),
    access: mostly({ user: 'root', auth: 'password', become: 'none', becomeSamePassword: true }, access),
    bastion,
    nodes: fc.array(node, { maxLength: 6 }),
    endpoint: fc.record({
      kind: fc.constantFrom('keepalived', 'external'),
      address: mostly('10.0.0.5', typed),
      name: mostly('', typed),
      port: mostly('', typed),
      virtualRouterId: mostly('', typed),
    }),
    network: fc.record({
      podSubnet: mostly('', typed),
      serviceSubnet: mostly('', typed),
      nodePorts: mostly('', typed),
      dnsDomain: mostly('', typed),
      backend: fc.constantFrom('vxlan', 'host-gw'),
    }),
    storage: fc.record({
      root: mostly('', typed),
      etcd: mostly('', typed),
      containerd: mostly('', typed),
      kubelet: mostly('', typed),
      logs: mostly('', typed),
    }),
    time: fc.record({ source: fc.constantFrom('host', 'servers', 'first-master'), servers: typed }),
    extraSans: mostly('', typed),
    etcdSans: typed,
    mutualTrust: fc.boolean(),
    parent: fc.record({ certificate: typed, passphrase: fc.boolean() }),
    registry: fc.record({
      kind: fc.constantFrom('none', 'cluster', 'external'),
      clusterPort: mostly('', typed),
      address: mostly('harbor.corp', typed),
      port: mostly('', typed),
      project: mostly('k8s', typed),
      trust: fc.constantFrom('hosts', 'ca', 'none'),
      ca: mostly('', typed),
      user: mostly('robot$k8s', typed),
    }),
    more: mostly('', yaml),
    accepted: fc.constant([]),
  },
  {
    requiredKeys: [
      'schema',
      'name',
      'bundle',
      'kubernetes',
      'etcd',
      'access',
      'nodes',
      'endpoint',
      'network',
      'storage',
      'time',
      'extraSans',
      'more',
      'accepted',
    ],
  },
);

const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const secretName = fc.constantFrom('ssh', 'ssh.password', 'root', 'key.1');
const path = (name: string) => fc.constantFrom(`/data/${name}`, `/fast/${name}`, `/${name},b=c`);
const authentication = fc.oneof(
  fc.record({ kind: fc.constant('password'), secret: secretName }),
  fc.record({ kind: fc.constant('key'), secret: secretName, passphrase: secretName }, { requiredKeys: ['kind', 'secret'] }),
  fc.record({ kind: fc.constant('agent') }),
  fc.record({ kind: fc.constant('keyboard-interactive'), secret: secretName }, { requiredKeys: ['kind'] }),
);
const become = fc.oneof(
  fc.record({ kind: fc.constant('none') }),
  fc.record({ kind: fc.constant('sudo'), secret: secretName }, { requiredKeys: ['kind'] }),
  fc.record({ kind: fc.constant('su'), secret: secretName }),
);
const bastionSpec = fc.record({
  address: fc.constantFrom('10.9.9.1', '10.9.9.2'),
  port: fc.constantFrom(22, 2222),
  user: fc.constantFrom('ops', '张三'),
  auth: authentication,
});
const accessSpec = fc.record(
  { user: fc.constantFrom('root', 'DOM\\x', 'a@b'), auth: authentication, become, bastion: bastionSpec },
  { requiredKeys: ['auth'] },
);
const storage = fc.record(
  { root: path('all'), etcd: path('e'), containerd: path('c'), kubelet: path('k'), logs: path('l') },
  { requiredKeys: [] },
);
// JSON has no -0
const setting = fc.jsonValue({ maxDepth: 3 }).map((value) => ({ site: JSON.parse(JSON.stringify(value)) as unknown }));

const nodeSpec = fc.record(
  {
    port: fc.constantFrom(22, 2222),
    interface: fc.constantFrom('eth0', 'bond0.12'),
    roles: fc.constantFrom(['master'], ['worker'], ['master', 'worker'], ['worker', 'master'], ['worker', 'worker']),
    labels: fc.dictionary(fc.constantFrom('disk', 'example.com/zone'), fc.constantFrom('ssd', '', 'true', '1')),
    taints: fc.array(
      fc.record({
        key: fc.constantFrom('gpu', 'x.io/y'),
        value: fc.constantFrom('', 'v'),
        effect: fc.constantFrom('NoSchedule', 'NoExecute'),
      }),
      { maxLength: 2 },
    ),
    access: accessSpec,
    storage,
  },
  { requiredKeys: ['roles'] },
);

/** Sound specs, with everything in them that a spec may have. */
export const anySpec: fc.Arbitrary<ClusterSpec> = fc
  .record(
    {
      name: fc.constantFrom('prod', 'kubernetes'),
      arch: fc.constantFrom('amd64', 'arm64'),
      etcd: fc.record({
        topology: fc.constantFrom('external', 'stacked'),
        extraSans: fc.subarray(['e.example.com', '10.0.0.8']),
      }),
      mutualTrust: fc.boolean(),
      endpoint: fc.oneof(
        fc.record(
          {
            kind: fc.constant('keepalived'),
            address: fc.constant('10.0.0.5'),
            name: fc.constant('api.example.com'),
            port: fc.constantFrom(6443, 8443),
            virtualRouterId: fc.constantFrom(51, 7),
          },
          { requiredKeys: ['kind', 'address'] },
        ),
        fc.record({ kind: fc.constant('external'), address: fc.constant('lb.example.com'), port: fc.constantFrom(6443, 443) }),
      ),
      network: fc.record(
        {
          podSubnet: fc.constant('10.200.0.0/16'),
          plugin: fc.record({ kind: fc.constant('flannel'), backend: fc.constantFrom('vxlan', 'host-gw') }),
        },
        { requiredKeys: [] },
      ),
      access: accessSpec,
      nodes: fc
        .array(nodeSpec, { minLength: 1, maxLength: 4 })
        .map((nodes) => nodes.map((n, i) => ({ ...n, name: `n${i}`, address: `10.0.0.${i + 11}` }))),
      storage,
      time: fc.oneof(
        fc.record({ source: fc.constant('servers'), servers: fc.constant(['10.0.0.1', 'ntp.example.com']) }),
        fc.record({ source: fc.constantFrom('host', 'first-master') }),
      ),
      certificates: fc.record(
        {
          algorithm: fc.constantFrom('rsa-2048', 'rsa-4096'),
          validity: fc.record({ authorities: fc.constantFrom(3650, 7300), leaves: fc.constantFrom(365, 90) }),
          parent: fc.record(
            { certificate: fc.constantFrom(pem, `${pem}\n`), secret: secretName, passphrase: secretName },
            { requiredKeys: ['certificate', 'secret'] },
          ),
        },
        { requiredKeys: ['algorithm', 'validity'] },
      ),
      registry: fc.oneof(
        fc.record({ kind: fc.constant('cluster'), port: fc.constantFrom(5000, 5443) }),
        fc.record(
          {
            kind: fc.constant('external'),
            address: fc.constantFrom('harbor.corp', '10.9.9.9'),
            port: fc.constantFrom(443, 8443),
            project: fc.constantFrom('k8s', 'library/mirror'),
            ca: fc.constantFrom(pem, `${pem}\n`),
            plainHttp: fc.boolean(),
            login: fc.record({ user: fc.constant('robot$k8s'), secret: secretName }),
          },
          { requiredKeys: ['kind', 'address', 'project'] },
        ),
      ),
      apiServer: fc.record({ extraSans: fc.subarray(['a.example.com', '10.0.0.9']) }),
      merge: fc.record(
        { containerd: setting, kubeadm: fc.record({ init: setting, kubelet: setting }, { requiredKeys: [] }) },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: ['endpoint', 'access', 'nodes'] },
  )
  .map((spec) => clusterSpec.safeParse({ apiVersion: 'barque/v1', kind: 'Cluster', kubernetes: { version: '1.34.4' }, ...spec }))
  .filter((parsed) => parsed.success && rules(parsed.data).length === 0)
  .map((parsed) => parsed.data ?? clusterSpec.parse(undefined));
