import { expect, test } from 'vitest';
import { emptyDraft, emptyNode, noRegistry, type Draft } from '../../../shared/draft/draft.ts';
import { specOf } from '../../../shared/draft/spec.ts';
import { byField } from '../nodes/field-problems.ts';
import { fieldError, isMissing } from './field-error.ts';

const empty = emptyDraft('prod');
const draft: Draft = {
  ...empty,
  kubernetes: '1.34.4',
  endpoint: { ...empty.endpoint, address: '10.0.0.5' },
  nodes: [{ ...emptyNode('a'), name: 'm1', address: '10.0.0.11', roles: 'master' }],
};
const endpoint = (change: Partial<Draft['endpoint']>) => ({ ...draft, endpoint: { ...draft.endpoint, ...change } });
const network = (change: Partial<Draft['network']>) => ({ ...draft, network: { ...draft.network, ...change } });
const storage = (change: Partial<Draft['storage']>) => ({ ...draft, storage: { ...draft.storage, ...change } });
const certificates = (change: Partial<NonNullable<Draft['certificates']>>) => ({
  ...draft,
  certificates: { algorithm: '', authorities: '', leaves: '', ...change },
});
const servers = (typed: string): Draft => ({ ...draft, time: { source: 'servers', servers: typed } });
const wrongOf = (given: Draft) => {
  const made = specOf(given);
  return byField('problems' in made ? made.problems : []);
};

test.each<[string, Draft, string, string]>([
  ['endpoint.address', endpoint({ address: '10.0.0.5：6443' }), 'Leave out “:6443”', '请去掉“:6443”'],
  ['endpoint.address', endpoint({ address: 'fd00::5' }), 'IPv6 is not supported', '不支持 IPv6'],
  ['endpoint.address', endpoint({ address: '10.0.0.300' }), 'four numbers from 0 to 255', '四个 0 到 255 的数字'],
  ['endpoint.address', endpoint({ address: '10.0.0. 6' }), 'An IPv4 address, such as', 'IPv4 地址，例如'],
  ['endpoint.address', endpoint({ address: '10.0.0.11' }), 'A node has this address', '该地址属于某个节点'],
  ['endpoint.address', endpoint({ address: '10.244.0.9' }), 'Lies in 10.244.0.0/16', '位于 10.244.0.0/16 内'],
  ['endpoint.address', endpoint({ address: '127.0.0.1' }), 'No host can be reached here', '主机之间无法使用该地址'],
  ['endpoint.name', endpoint({ name: 'API.corp' }), 'Lower-case letters only', '只能使用小写字母'],
  ['endpoint.port', endpoint({ port: '0' }), '1 to 65535', '1 到 65535'],
  [
    'endpoint.port',
    endpoint({ port: '30001' }),
    'Port 30001 of the API lies among the NodePorts',
    'API 端口 30001 位于 NodePort',
  ],
  ['endpoint.port', endpoint({ port: '2379' }), 'Port 2379 is needed by etcd', '端口 2379 由 etcd 使用'],
  ['endpoint.virtualRouterId', endpoint({ virtualRouterId: '256' }), '1 to 255', '1 到 255'],
  ['network.podSubnet', network({ podSubnet: '10.244.0.0' }), 'length of its prefix', '缺少前缀长度'],
  ['network.podSubnet', network({ podSubnet: '10.244.1.5/16' }), 'is 10.244.0.0/16', '是 10.244.0.0/16'],
  ['network.podSubnet', network({ podSubnet: '10.0.0.0/16' }), '10.0.0.5 lies in this network', '10.0.0.5 位于该网段内'],
  ['network.podSubnet', network({ podSubnet: '10.96.0.0/16' }), 'overlap', '重叠'],
  ['network.serviceSubnet', network({ podSubnet: '10.96.0.0/16' }), 'overlap', '重叠'],
  ['network.podSubnet', network({ podSubnet: '10.244.0.0/28' }), '/8 to /24', '/8 到 /24'],
  ['network.nodePorts', network({ nodePorts: '32767-30000' }), '30000-32767', '30000-32767'],
  ['network.nodePorts', network({ nodePorts: '10000-11000' }), 'Holds port 10248', '范围内的端口 10248'],
  ['network.dnsDomain', network({ dnsDomain: 'a_b' }), 'letters, digits', '小写字母、数字'],
  ['storage.root', storage({ root: 'data' }), 'beginning with /', '以 / 开头'],
  ['storage.root', storage({ root: '/' }), 'not the root of the file system', '不能使用根目录'],
  ['storage.root', storage({ root: '/my data' }), 'no spaces', '不能有空格'],
  ['storage.root', storage({ root: '/tmp' }), 'data would be lost', '数据会丢失'],
  ['storage.etcd', storage({ etcd: '/var/lib' }), 'another data directory', '其他数据目录'],
  ['time.servers', servers('ntp.corp, 10.0.0.300'), '“10.0.0.300”: An IPv4 address', '“10.0.0.300”：IPv4 地址'],
  ['extraSans', { ...draft, extraSans: 'ok.corp, *.corp，b_c' }, '“*.corp”: Only', '“b_c”：名称'],
  ['certificates.leaves', certificates({ leaves: '-5' }), '1 to 36500', '1 到 36500'],
  ['certificates.algorithm', { ...certificates({ algorithm: 'ecdsa-p384' }), kubernetes: '1.31.1' }, '1.34', '1.34'],
])('%s says in both languages what is wrong, and names nothing of the spec', (at, given, english, chinese) => {
  const [en, zh] = (['en', 'zh'] as const).map((language) => fieldError(wrongOf(given), at, language) ?? '');
  expect(en).toContain(english);
  expect(zh).toContain(chinese);
  expect(`${en} ${zh}`).not.toMatch(/nodes\[|network\.|endpoint\.|storage\.|undefined/);
});

test('what is only missing yet is no error, but known', () => {
  const wrong = wrongOf({ ...servers(''), registry: { ...noRegistry, kind: 'external' } });
  for (const at of ['time.servers', 'registry.address', 'registry.project']) {
    expect(fieldError(wrong, at, 'en')).toBeUndefined();
    expect(isMissing(wrong, at)).toBe(true);
  }
  expect(isMissing(wrong, 'endpoint.address')).toBe(false);
});
