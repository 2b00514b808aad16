import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explain, type Problem } from '../problems/problem.ts';
import { exampleSpec, presets } from './example.ts';
import { parseSpec } from './parse.ts';

const base = exampleSpec('three-masters-one-worker');
/** The example with one piece of its text replaced. */
function edited(from: string, to: string): string {
  expect(base).toContain(from);
  return base.replace(from, to);
}
function problemsOf(text: string): readonly Problem[] {
  const parsed = parseSpec(text);
  return 'problems' in parsed ? parsed.problems : [];
}
const only = (text: string): Problem => {
  const problems = problemsOf(text);
  expect(problems).toHaveLength(1);
  return problems[0] ?? expect.unreachable();
};
const master02 = 'name: master02, address: 192.168.2.12, roles: [master]';

test.each(presets)('the example %s is a spec', (preset) => {
  const parsed = parseSpec(exampleSpec(preset));
  expect(parsed).toHaveProperty('spec');
});

test('a small spec gets sound defaults', () => {
  const parsed = parseSpec(`
apiVersion: barque/v1
kind: Cluster
kubernetes: { version: 1.34.4 }
endpoint: { kind: external, address: api.example.com }
access: { auth: { kind: agent } }
nodes: [{ name: m1, address: 10.0.0.1, roles: [master] }]
`);
  expect(parsed).toMatchObject({
    spec: {
      name: 'kubernetes',
      etcd: { topology: 'external', extraSans: [], files: 'standard' },
      certificates: { algorithm: 'rsa-2048', validity: { authorities: 3650, leaves: 365 } },
      endpoint: { port: 6443 },
      access: { user: 'root', become: { kind: 'none' } },
      network: {
        podSubnet: '10.244.0.0/16',
        serviceSubnet: '10.96.0.0/12',
        nodePorts: '30000-32767',
        dnsDomain: 'cluster.local',
      },
      time: { source: 'host' },
      merge: { containerd: {}, kubeadm: { init: {}, cluster: {}, join: {}, kubelet: {}, kubeProxy: {} } },
    },
  });
});

describe('text', () => {
  test('a YAML error names line and column', () => {
    expect(only('apiVersion: barque/v1\nkind: [Cluster\n')).toMatchObject({
      code: 'spec.syntax',
      params: { line: 3, column: 1 },
    });
  });
  test.each([
    ['a key given twice', 'kind: Cluster\nkind: Cluster\n'],
    ['an alias', 'kind: &a Cluster\nname: *a\n'],
    ['two documents', 'kind: Cluster\n---\nkind: Cluster\n'],
    ['nothing', ''],
    ['a tag that makes objects', 'kind: !!js/function "x"\n'],
  ])('%s is a syntax problem', (_, text) => {
    expect(only(text).code).toBe('spec.syntax');
  });
  test('a text beyond the limit is not parsed', () => {
    expect(only(`# ${'x'.repeat(1_048_576)}`).code).toBe('spec.too-large');
  });
  test('whatever the text, there is a spec or problems that both languages explain', () => {
    const pieces = fc.constantFrom(...base.split('\n'), 'nodes:', '  - 5', 'access: ~', '__proto__: { a: 1 }', '- x', ': :');
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (lines) => {
        for (const problem of problemsOf(lines.join('\n')))
          for (const language of ['en', 'zh'] as const) {
            const { what, found, expected, remedies } = explain(problem, language);
            for (const text of [what, found, expected, ...remedies]) expect(text).toMatch(/^(?!.*undefined)./);
          }
      }),
    );
  });
});

describe('shape', () => {
  test('a value of the wrong form: its path, the value and what is allowed, in both languages', () => {
    const found = only(edited('address: 192.168.2.12,', 'address: 192.168.2.300,'));
    expect(found).toEqual({
      code: 'spec.value',
      params: { path: 'nodes[1].address', found: '"192.168.2.300"', format: 'address' },
    });
    expect(explain(found, 'en')).toMatchObject({
      found: 'nodes[1].address: "192.168.2.300"',
      expected: 'an IPv4 address, such as 10.0.0.11',
    });
    expect(explain(found, 'zh')).toMatchObject({ expected: 'IPv4 地址，例如 10.0.0.11' });
  });
  test.each([
    ['version: 1.34.4', 'version: 1.34', 'kubernetes.version', 'version'],
    ['version: 1.34.4', 'version: v1.34.4', 'kubernetes.version', 'version'],
    ['podSubnet: 10.244.0.0/16', 'podSubnet: 10.244.0.1/16', 'network.podSubnet', 'cidr'],
    ['name: master02', 'name: Master02', 'nodes[1].name', 'hostname'],
    ['roles: [worker]', 'roles: []', 'nodes[3].roles', 'filledList'],
    ['roles: [worker]', 'roles: [worker], port: 70000', 'nodes[3].port', 'port'],
    ['roles: [worker]', 'roles: [worker], interface: "eth 0"', 'nodes[3].interface', 'interface'],
    ['roles: [worker]', 'roles: [worker], storage: { root: data }', 'nodes[3].storage.root', 'path'],
    ['roles: [worker]', 'roles: [worker], storage: { root: /data/../etc }', 'nodes[3].storage.root', 'path'],
    ['roles: [worker]', 'roles: [worker], labels: { disk: 5 }', 'nodes[3].labels.disk', 'labelValue'],
    ['roles: [worker]', 'roles: [worker], labels: { "a b": x }', 'nodes[3].labels.a b', 'labelKey'],
    ['address: 192.168.2.5', 'address: 192.168.2.5\n  virtualRouterId: 256', 'endpoint.virtualRouterId', 'routerId'],
    ['# time:', 'time: { source: servers, servers: [a_b] }\n#', 'time.servers[0]', 'addressOrName'],
    ['# time:', 'merge: { containerd: 3 }\n#', 'merge.containerd', 'map'],
  ])('%s -> %s', (from, to, path, format) => {
    expect(only(edited(from, to))).toMatchObject({ code: 'spec.value', params: { path, format } });
  });
  test('what is missing or left empty is said to be missing', () => {
    expect(only(edited('address: 192.168.2.12, ', ''))).toMatchObject({
      code: 'spec.missing',
      params: { path: 'nodes[1].address', format: 'address' },
    });
    expect(only(edited('  address: 192.168.2.5\n', '  address:\n'))).toMatchObject({
      code: 'spec.missing',
      params: { path: 'endpoint.address' },
    });
  });
  test('a choice lists what can be chosen', () => {
    expect(only(edited('roles: [worker]', 'roles: [slave]'))).toMatchObject({
      code: 'spec.choice',
      params: { path: 'nodes[3].roles[0]', found: '"slave"', allowed: ['master', 'worker'] },
    });
    expect(only(edited('kind: keepalived', 'kind: haproxy'))).toMatchObject({
      code: 'spec.choice',
      params: { path: 'endpoint.kind', allowed: ['keepalived', 'external'] },
    });
    expect(only(edited('  kind: keepalived\n', ''))).toMatchObject({
      code: 'spec.missing',
      params: { path: 'endpoint.kind', allowed: ['keepalived', 'external'] },
    });
    expect(only(edited('barque/v1', 'barque/v2'))).toMatchObject({ code: 'spec.choice', params: { allowed: ['barque/v1'] } });
  });
  test('an unknown key names the one that is probably meant, among those allowed at that place', () => {
    expect(only(edited('roles: [worker]', 'roles: [worker], nodeAdress: 10.0.0.1'))).toMatchObject({
      code: 'spec.unknown-key',
      params: { path: 'nodes[3]', key: 'nodeAdress', nearest: 'nodeAddress' },
    });
    expect(only(edited('network:', 'Networks:'))).toMatchObject({ params: { path: '', key: 'Networks', nearest: 'network' } });
    expect(only(edited('kind: keepalived', 'kind: keepalived\n  vrid: 5'))).toMatchObject({
      params: { path: 'endpoint', key: 'vrid', nearest: '', allowed: ['kind', 'address', 'name', 'port', 'virtualRouterId'] },
    });
  });
});

describe('secrets', () => {
  const secret = 'hunter2hunter2';
  test.each([
    ['an inline password', 'user: ops', `user: ops\n  password: ${secret}`, 'spec.secret-inline', 'access.password'],
    [
      'one of a node',
      'roles: [worker]',
      `roles: [worker], rootPassword: ${secret}`,
      'spec.secret-inline',
      'nodes[3].rootPassword',
    ],
    [
      'an inline key',
      'kind: password, secret: ssh',
      `kind: key, secret: ssh, privateKey: ${secret}`,
      'spec.secret-inline',
      'access.auth.privateKey',
    ],
    [
      'a secret instead of its name',
      'kind: password, secret: ssh',
      `kind: password, secret: "${secret}!"`,
      'spec.value',
      'access.auth.secret',
    ],
    ['a secret instead of a map', 'auth: { kind: password, secret: ssh }', `auth: ${secret}`, 'spec.value', 'access.auth'],
  ])('%s is explained and never shown', (_, from, to, code, path) => {
    const found = only(edited(from, to));
    expect(found).toMatchObject({ code, params: { path } });
    expect(JSON.stringify([found, explain(found, 'en'), explain(found, 'zh')])).not.toContain(secret);
  });
});

describe('what must fit together', () => {
  test.each([
    ['a name twice', master02, master02.replace('master02', 'master01'), ['nodes[0].name', 'nodes[1].name']],
    ['an address twice', '192.168.2.12', '192.168.2.11', ['nodes[0].address', 'nodes[1].address']],
    ['a node address twice', master02, `${master02}, nodeAddress: 192.168.2.11`, ['nodes[0].address', 'nodes[1].nodeAddress']],
    [
      'a host name twice',
      `${master02} }\n  - { name: master03`,
      `${master02}, hostname: n }\n  - { name: master03, hostname: n`,
      ['nodes[1].hostname', 'nodes[2].hostname'],
    ],
  ])('%s', (_, from, to, paths) => {
    expect(only(edited(from, to))).toMatchObject({ code: 'spec.duplicate', params: { paths } });
  });
  test('one SSH address with several ports is allowed where the node addresses differ', () => {
    const forwarded = base.replace(/address: 192\.168\.2\.(1\d)/g, 'address: 10.9.9.9, port: 22$1, nodeAddress: 192.168.2.$1');
    expect(parseSpec(forwarded)).toHaveProperty('spec');
  });
  test.each([
    ['no master', /roles: \[master\]/g, 'roles: [worker]', 'spec.no-master'],
    ['an endpoint that is a node', /192\.168\.2\.5/, '192.168.2.12', 'spec.endpoint-is-node'],
    ['overlapping networks', /10\.96\.0\.0\/12/, '10.240.0.0/12', 'spec.networks-overlap'],
    ['an endpoint in the pod network', /192\.168\.2\.5/, '10.244.9.9', 'spec.address-in-network'],
    ['a pod network too small for the nodes', /10\.244\.0\.0\/16/, '10.244.0.0/23', 'spec.network-size'],
    ['a service network without a tenth address', /10\.96\.0\.0\/12/, '10.96.0.0/29', 'spec.network-size'],
    [
      'an API port among the NodePorts',
      /address: 192\.168\.2\.5/,
      'address: 192.168.2.5\n  port: 30443',
      'spec.api-port-in-node-ports',
    ],
    ['an endpoint that is this host itself', /192\.168\.2\.5/, '127.0.0.1', 'spec.address-reserved'],
    ['a pod network of multicast', /10\.244\.0\.0\/16/, '224.0.0.0/16', 'spec.address-reserved'],
    ["an API port that is etcd's", /address: 192\.168\.2\.5/, 'address: 192.168.2.5\n  port: 2379', 'spec.port-taken'],
    ['NodePorts over the ports of components', /network:/, 'network:\n  nodePorts: 10000-11000', 'spec.port-taken'],
    ['data that ends with the next start', /# time:/, 'storage: { root: /run/data }\n#', 'spec.directory-unfit'],
    ['data among the settings of the system', /# time:/, 'storage: { etcd: /etc }\n#', 'spec.directory-unfit'],
    ['etcd around what containerd keeps', /# time:/, 'storage: { etcd: /var/lib }\n#', 'spec.directory-unfit'],
    [
      'a reserved label',
      /roles: \[worker\]/,
      'roles: [worker], labels: { node-role.kubernetes.io/worker: "" }',
      'spec.label-reserved',
    ],
    ['logs elsewhere on an old version', /1\.34\.4/, '1.29.1\nstorage: { root: /data }', 'spec.logs-version'],
    [
      'a password among the site settings',
      /# time:/,
      'merge: { containerd: { plugins: { r: { auth: { password: x } } } } }\n#',
      'spec.secret-inline',
    ],
  ])('%s', (_, from, to, code) => {
    const problems = problemsOf(base.replace(from, to));
    expect(problems.map((p) => p.code)).toEqual([code]);
  });
  test('only an external etcd can have its files under the classic names', () => {
    const text = (topology: string) => `${base}\netcd: { topology: ${topology}, files: classic }\n`;
    expect(parseSpec(text('external'))).toHaveProperty('spec.etcd.files', 'classic');
    expect(only(text('stacked'))).toMatchObject({ code: 'spec.choice', params: { path: 'etcd.files', found: 'classic' } });
  });
  test('keys that kubeadm of that version would not make itself are refused, others taken', () => {
    const text = (version: string, algorithm: string) =>
      `${base.replace('1.34.4', version)}\ncertificates: { algorithm: ${algorithm} }\n`;
    expect(only(text('1.30.1', 'ecdsa-p256'))).toMatchObject({ code: 'spec.algorithm-version', params: { since: '1.31' } });
    expect(only(text('1.33.9', 'ecdsa-p384'))).toMatchObject({ code: 'spec.algorithm-version', params: { since: '1.34' } });
    for (const [version, algorithm] of Object.entries({ '1.30.1': 'rsa-2048', '1.31.0': 'rsa-4096', '1.34.4': 'ecdsa-p384' }))
      expect(parseSpec(text(version, algorithm))).toHaveProperty('spec');
  });
  test("a company's authority is named by its certificate and by secrets; its key itself is refused", () => {
    const pem = ['-----BEGIN CERTIFICATE-----', 'TUlJ', '-----END CERTIFICATE-----'].map((line) => `      ${line}`).join('\n');
    const text = (more: string) => `${base}\ncertificates:\n  parent:\n    certificate: |\n${pem}\n    ${more}\n`;
    expect(parseSpec(text('secret: company-ca'))).toHaveProperty('spec.certificates.parent.secret', 'company-ca');
    expect(problemsOf(text('key: |\n      -----BEGIN PRIVATE KEY-----')).map((p) => p.code)).toContain('spec.secret-inline');
    expect(only(text('secret: company-ca').replace('TUlJ', 'Subject: CN=x'))).toMatchObject({
      code: 'spec.value',
      params: { path: 'certificates.parent.certificate', format: 'certificate' },
    });
  });
  test('stacked etcd has one path on all masters', () => {
    const text = `${base.replace('roles: [master]', 'roles: [master], storage: { etcd: /fast }')}\netcd: { topology: stacked }\n`;
    expect(only(text)).toMatchObject({ code: 'spec.stacked-etcd-path', params: { node: 'master01', path: '/fast' } });
  });
  test('two kinds of data in one directory are told at both, for the cluster and for a node', () => {
    const paths = (text: string) => problemsOf(text).map(({ params }) => params['path']);
    expect(paths(`${base}\nstorage: { etcd: /data/x, containerd: /data/x/y }\n`)).toEqual(['storage.etcd', 'storage.containerd']);
    expect(paths(edited('roles: [worker]', 'roles: [worker], storage: { kubelet: /var/log/pods }'))).toEqual([
      'nodes[3].storage.kubelet',
    ]);
    expect(parseSpec(`${base}\nstorage: { root: /data, etcd: /fast/etcd, logs: /data/log/pods }\n`)).toHaveProperty('spec');
  });
  test('a label that a kubelet may set is taken', () => {
    const labels = 'labels: { topology.kubernetes.io/zone: a, node.kubernetes.io/x: "1", example.com/disk: ssd }';
    expect(parseSpec(edited('roles: [worker]', `roles: [worker], ${labels}`))).toHaveProperty('spec');
  });
  test('every problem is told, not only the first', () => {
    const text = base.replace('192.168.2.5', '192.168.2.12').replace('10.96.0.0/12', '10.240.0.0/12');
    expect(problemsOf(text).map((p) => p.code)).toEqual(['spec.endpoint-is-node', 'spec.networks-overlap']);
  });
});
