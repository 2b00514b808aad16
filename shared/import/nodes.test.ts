import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draft, emptyDraft, emptyNode, nodeDraft } from '../draft/draft.ts';
import { secretNames } from '../draft/secret-names.ts';
import { explain } from '../problems/problem.ts';
import { importSheet, importText } from './nodes.ts';

/** What was imported, a line for each node. */
const lines = (text: string): string[] =>
  importText(text).nodes.map((n) => [n.name, n.address, n.port, n.roles, n.nodeAddress].join(' ').trim().replace(/ +/g, ' '));
const codes = (text: string) =>
  importText(text).problems.map(({ code, params }) => `${code} ${String(params['at'] ?? '')}`.trim());

describe('a table', () => {
  test.each([
    ['copied from Excel, with titles', 'Name\tIP Address\tRole\nM1\t10.0.0.11\tmaster\nw_1\t10.0.0.21\tworker\n'],
    ['in Chinese', '节点名称\tIP 地址\t角色\r\nm1\t10.0.0.11\t主节点\r\nw-1\t10.0.0.21\t工作节点\r\n'],
    ['as CSV with quotes', '\uFEFFname,address,role\n"m1",10.0.0.11,"Control Plane"\nw-1,10.0.0.21,agent'],
    ['with semicolons', 'name;address;role\nm1;10.0.0.11;master\nw-1;10.0.0.21;worker'],
    ['without titles', 'm1 10.0.0.11 master\nw-1 10.0.0.21 worker'],
    ['as a hosts file', '# nodes\n10.0.0.11   m1 master\n10.0.0.21 w-1 worker\n'],
  ])('%s', (_, text) => {
    expect(lines(text)).toEqual(['m1 10.0.0.11 master', 'w-1 10.0.0.21 worker']);
    expect(codes(text)).toEqual([]);
  });

  test('passwords go apart: the one that most have becomes the common one', () => {
    const text = 'm1 10.0.0.11 root hunter2\nm2 10.0.0.12 root hunter2\nm3 10.0.0.13 ops other!';
    const { nodes, access, secrets } = importText(text);
    expect(access).toEqual({ user: 'root', auth: 'password', become: 'none', becomeSamePassword: true });
    expect(nodes.map((n) => n.access?.user)).toEqual([undefined, undefined, 'ops']);
    expect(secrets).toEqual([
      { name: 'ssh.password', value: 'hunter2' },
      { name: 'node.n3.password', value: 'other!' },
    ]);
  });

  test('a cell with line breaks, tabs and quotes is one cell', () => {
    const { nodes } = importText('name\taddress\tlabels\nm1\t10.0.0.11\t"a=b\nc=d"');
    expect(nodes[0]?.labels).toBe('a=b\nc=d');
  });

  test('ranges become rows; names go with addresses', () => {
    expect(lines('node[01-03] 10.0.0.9-11 master')).toEqual([
      'node01 10.0.0.9 master',
      'node02 10.0.0.10 master',
      'node03 10.0.0.11 master',
    ]);
    expect(lines('10.0.0.254-10.0.1.1')).toHaveLength(4);
    expect(lines('web 10.0.0.[1-2]')).toEqual(['web-1 10.0.0.1 worker', 'web-2 10.0.0.2 worker']);
    expect(codes('n[1-3] 10.0.0.1-2')).toEqual(['import.range 1']);
    expect(codes('a 10.0.0.9-3')).toEqual(['import.range 1']);
    expect(codes('a 10.0.0.1-10.255.0.0')).toEqual(['import.range 1']);
  });

  test('rows without a name get one that is free', () => {
    const taken = { ...emptyNode('n4'), name: 'worker01', address: '10.0.0.1' };
    const { nodes } = importText('10.0.0.11 master\n10.0.0.21', [taken]);
    expect(nodes.map(({ key, name }) => [key, name])).toEqual([
      ['n5', 'master01'],
      ['n6', 'worker02'],
    ]);
  });

  test('what is wrong is told by its cell, and the row is there all the same', () => {
    const { nodes, problems } = importSheet([
      ['名称', '地址', '端口', '角色', '机架'],
      [],
      ['m1', '10.0.0.300', '99999', 'boss', 'A3'],
    ]);
    expect(nodes).toHaveLength(1);
    expect(problems.map(({ code, params }) => [code, params['at']])).toEqual([
      ['import.column-unknown', 'E1'],
      ['import.role', 'D3'],
      ['import.value', 'C3'],
      ['import.value', 'B3'],
    ]);
  });

  test('what is not understood is told and never shown', () => {
    const { problems } = importText('m1 10.0.0.11 master root pw hunter2 more');
    expect(problems.map(({ code }) => code)).toEqual(['import.not-understood', 'import.not-understood']);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  test('nothing in it', () => {
    expect(codes('')).toEqual(['import.no-nodes']);
    expect(codes('name,address\n')).toEqual(['import.no-nodes']);
  });
});

describe('an Ansible inventory', () => {
  const ini = `
# kubespray
[all]
node1 ansible_host=95.54.0.12 ip=10.3.0.1 etcd_member_name=etcd1
node2 ansible_host=95.54.0.13  ansible_port=2222 ansible_user=ops ansible_password='p#a "q" ss' ansible_become=yes
node[3:4]
bastion ansible_host=1.2.3.4

[all:vars]
ansible_user = root
ansible_password = "common"

[kube_control_plane]
node1
node2

[etcd:children]
kube_control_plane

[kube_node]
node[2:4]

[k8s_cluster:children]
kube_control_plane
kube_node
`;
  test('in INI form: groups are roles, variables are inherited, others of its hosts are no nodes', () => {
    expect(lines(ini)).toEqual([
      'node1 95.54.0.12 master 10.3.0.1',
      'node2 95.54.0.13 2222 both',
      'node3 worker',
      'node4 worker',
    ]);
    const { nodes, access, secrets, problems } = importText(ini);
    expect(problems).toEqual([]);
    expect(access).toMatchObject({ user: 'root', auth: 'password' });
    expect(nodes[1]?.access).toEqual({ user: 'ops', auth: 'password', become: 'sudo', becomeSamePassword: true });
    expect(secrets).toEqual([
      { name: 'ssh.password', value: 'common' },
      { name: 'node.n2.password', value: 'p#a "q" ss' },
    ]);
  });

  test('the nearer group decides', () => {
    const text =
      '[workers]\nw1 ansible_host=10.0.0.1\n[workers:vars]\nansible_user=near\n[top:children]\nworkers\n[top:vars]\nansible_user=far\n[all:vars]\nansible_user=farthest';
    expect(importText(text).access?.user).toBe('near');
  });

  test('groups in a circle end', () => {
    expect(lines('[masters:children]\nb\n[b:children]\nmasters\n[b]\nm1 ansible_host=10.0.0.1')).toEqual(['m1 10.0.0.1 master']);
  });

  test('in YAML form', () => {
    const text = `
all:
  vars: { ansible_user: ops, ansible_become_pass: !vault |
      $ANSIBLE_VAULT;1.1;AES256
      6162 }
  hosts:
    node1: { ansible_host: 10.0.0.11, ip: 10.1.0.11, node_labels: { disk: ssd } }
    node2: { ansible_host: 10.0.0.12, ansible_ssh_private_key_file: ~/.ssh/id_rsa }
  children:
    kube_control_plane: { hosts: { node1: } }
    kube_node: { hosts: { node1: , node2: } }
`.replace(
      /\{ ansible_user[^}]*\}/,
      '\n    ansible_user: ops\n    ansible_become_pass: !vault |\n      $ANSIBLE_VAULT;1.1;AES256\n      6162',
    );
    expect(lines(text)).toEqual(['node1 10.0.0.11 both 10.1.0.11', 'node2 10.0.0.12 worker']);
    expect(importText(text).nodes[0]?.labels).toBe('disk=ssd');
    expect(new Set(codes(text))).toEqual(
      new Set(['import.encrypted all.hosts.node1', 'import.encrypted all.hosts.node2', 'import.key-file all.hosts.node2']),
    );
  });
});

test('a KubeKey configuration', () => {
  const text = `
apiVersion: kubekey.kubesphere.io/v1alpha2
kind: Cluster
metadata: { name: sample }
spec:
  hosts:
  - {name: node1, address: 172.16.0.2, internalAddress: 172.16.0.2, port: 8022, user: ubuntu, password: "Qcloud@123"}
  - {name: node2, address: 172.16.0.3, internalAddress: 10.0.0.3, user: ubuntu, password: "Qcloud@123"}
  - {name: node3, address: 172.16.0.4, internalAddress: "172.16.0.4,2022::4", privateKeyPath: "~/.ssh/id_rsa", labels: { disk: SSD }}
  roleGroups:
    etcd: [node1]
    control-plane: ["node[1:2]"]
    worker: [node2, node3]
  controlPlaneEndpoint: { domain: lb.kubesphere.local, address: "", port: 6443 }
  network: { plugin: calico, kubePodsCIDR: 10.233.64.0/18, kubeServiceCIDR: 10.233.0.0/18 }
`;
  expect(lines(text)).toEqual(['node1 172.16.0.2 8022 master', 'node2 172.16.0.3 both 10.0.0.3', 'node3 172.16.0.4 worker']);
  const { access, secrets, cluster, problems } = importText(text);
  expect(access).toEqual({ user: 'ubuntu', auth: 'password', become: 'sudo', becomeSamePassword: true });
  expect(secrets).toEqual([{ name: 'ssh.password', value: 'Qcloud@123' }]);
  expect(cluster).toEqual({
    name: 'sample',
    endpointName: 'lb.kubesphere.local',
    endpointPort: '6443',
    podSubnet: '10.233.64.0/18',
    serviceSubnet: '10.233.0.0/18',
  });
  expect(problems.map(({ code, params }) => [code, params['at']])).toEqual([['import.key-file', 'spec.hosts[2]']]);
});

test('a k0sctl.yaml', () => {
  const text = `
apiVersion: k0sctl.k0sproject.io/v1beta1
kind: Cluster
metadata:
  name: k0s
spec:
  hosts:
  - role: controller
    ssh: { address: 10.0.0.1, user: root, port: 22, keyPath: ~/.ssh/id_rsa }
  - role: worker
    hostname: w1
    privateInterface: eth1
    privateAddress: 192.168.0.2
    ssh: { address: 10.0.0.2, user: root, port: 2222, keyPath: ~/.ssh/id_rsa }
  k0s: { config: { spec: { network: { podCIDR: 10.244.0.0/16 } } } }
`;
  expect(lines(text)).toEqual(['master01 10.0.0.1 master', 'w1 10.0.0.2 2222 worker 192.168.0.2']);
  const { nodes, access, cluster, problems } = importText(text);
  expect(nodes[1]).toMatchObject({ hostname: 'w1', interface: 'eth1' });
  expect(access).toMatchObject({ user: 'root', auth: 'key', become: 'none' });
  expect(cluster).toEqual({ name: 'k0s', podSubnet: '10.244.0.0/16' });
  expect(problems.map(({ code }) => code)).toEqual(['import.key-file', 'import.key-file']);
});

describe('whatever is imported', () => {
  const bits = fc.constantFrom(
    '\n',
    '\t',
    ',',
    ' ',
    '"',
    '[all]',
    '[a:vars]',
    '[1-9]',
    '[1:99999]',
    '10.0.0.1',
    '10.0.0.1-9',
    'm1',
    'master',
    'root',
    'name',
    'password',
    'all:',
    '\n  hosts:',
    '\n    a: {',
    '}',
    '&x',
    '*x',
    'apiVersion: kubekey.kubesphere.io/v1alpha2\nspec:\n  hosts: [',
    ']',
    '!vault',
    'ansible_host=',
    '__proto__',
    'constructor',
    '{{ x }}',
    'a=b',
    '\\',
  );
  const text = fc.oneof(
    fc.string({ maxLength: 200 }),
    fc.array(fc.oneof(bits, fc.string({ maxLength: 4 })), { maxLength: 60 }).map((all) => all.join('')),
  );

  test('there are rows that a draft takes, secrets that it needs, and problems that both languages explain', () => {
    fc.assert(
      fc.property(text, (given) => {
        const { nodes, access, secrets, problems } = importText(given);
        const made = { ...emptyDraft('x'), ...(access && { access }), nodes: [...nodes] };
        expect(draft.safeParse(made).success).toBe(true);
        expect(new Set(nodes.map(({ key }) => key)).size).toBe(nodes.length);
        const needed = new Set(secretNames(made).map(({ name }) => name));
        if (nodes.some((n) => !n.access)) for (const { name } of secrets) expect(needed).toContain(name);
        expect(nodes.length + problems.length).toBeGreaterThan(0);
        for (const p of problems) for (const language of ['en', 'zh'] as const) expect(explain(p, language).what).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  });

  test('a huge list is bounded', () => {
    expect(importText('n 10.0.0.1\n'.repeat(5000)).problems.map(({ code }) => code)).toContain('import.too-large');
    expect(codes('x'.repeat(3_000_000))).toEqual(['import.too-large']);
    expect(importText('a[1-999]b[1-999]c[1-999] 10.0.0.1').nodes.length).toBeLessThanOrEqual(1);
    const bomb = `x0: &x0 { hosts: { a: } }\n${Array.from({ length: 40 }, (_, i) => `x${i + 1}: &x${i + 1} { children: { p: *x${i}, q: *x${i} } }`).join('\n')}`;
    expect(importText(bomb).nodes).toHaveLength(1);
  });

  test('every row is a row of a draft', () => {
    for (const row of importText('m1 10.0.0.1 master\nm2 10.0.0.2').nodes) expect(nodeDraft.parse(row)).toEqual(row);
  });
});
