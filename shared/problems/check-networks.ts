import { kind, list } from './define.ts';

/** The network that a key of the spec sets, in words. */
const networkOf = (which: string) => (which === 'podSubnet' ? 'pods' : 'services');
const networkOfZh = (which: string) => (which === 'podSubnet' ? 'Pod' : 'Service');

/** Problems that the checks find with addresses, networks and ports. */
export const networkCheckProblems = {
  'check.network-overlap': kind<{ which: string; network: string; card: string; address: string }>({
    retry: false,
    en: (p) => ({
      what: `The network of ${networkOf(p.which)} overlaps a network that the host is on`,
      found: `${p.network} and ${p.card} ${p.address}`,
      expected: 'networks that share no address',
      remedies: [`Choose another network (\`network.${p.which}\`); it cannot be changed once the cluster stands`],
    }),
    zh: (p) => ({
      what: `${networkOfZh(p.which)} 网段与主机所在网段重叠`,
      found: `${p.network} 与 ${p.card} ${p.address}`,
      expected: '两个网段没有相同的地址',
      remedies: [`另选网段（\`network.${p.which}\`）；集群部署后不能再改`],
    }),
  }),
  'check.vip-taken': kind<{ address: string; mac: string }>({
    retry: false,
    en: (p) => ({
      what: 'The virtual address of the endpoint is in use',
      found: `${p.address} answers (MAC ${p.mac})`,
      expected: 'an address that nothing uses',
      remedies: [
        'Choose another address for the endpoint (`endpoint.address`)',
        'Or free the address: find the device by its MAC',
      ],
    }),
    zh: (p) => ({
      what: '端点的虚拟地址（VIP）已被占用',
      found: `${p.address} 有应答（MAC ${p.mac}）`,
      expected: '未被使用的地址',
      remedies: ['为端点另选地址（`endpoint.address`）', '或按 MAC 找到占用的设备并释放该地址'],
    }),
  }),
  'check.vip-on-node': kind<{ address: string }>({
    retry: false,
    en: (p) => ({
      what: 'The virtual address of the endpoint is already on this host',
      found: `${p.address} on a card of the host`,
      expected: 'an address that no host has',
      remedies: ['Choose another address for the endpoint (`endpoint.address`)', 'Or remove the address from the host'],
    }),
    zh: (p) => ({
      what: '端点的虚拟地址（VIP）已经在该主机上',
      found: `该主机的网卡上有 ${p.address}`,
      expected: '没有主机使用的地址',
      remedies: ['为端点另选地址（`endpoint.address`）', '或从该主机删除此地址'],
    }),
  }),
  'check.vip-outside': kind<{ address: string; network: string; card: string }>({
    retry: false,
    en: (p) => ({
      what: "The virtual address is not in the network of the master's card",
      found: `${p.address}, and ${p.card} is in ${p.network}`,
      expected: 'an address of that network: Keepalived moves it between cards of one network',
      remedies: [
        'Choose an address of that network for the endpoint (`endpoint.address`)',
        'Or give the masters their addresses in the network of the VIP (`nodeAddress`)',
      ],
    }),
    zh: (p) => ({
      what: '虚拟地址（VIP）不在 master 网卡所在的网络',
      found: `${p.address}，而 ${p.card} 属于 ${p.network}`,
      expected: '该网络中的地址：Keepalived 只能在同一网络的网卡之间漂移',
      remedies: [
        '为端点选择该网络中的地址（`endpoint.address`）',
        '或为各 master 填写其在 VIP 所在网络中的地址（`nodeAddress`）',
      ],
    }),
  }),
  'check.node-address': kind<{ address: string; card: string; cards: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'No card of the host has the node address',
      found: list(p.cards) || 'no card with an address',
      expected: p.card === '' ? p.address : `${p.address} on ${p.card}`,
      remedies: [
        'Give the address that the cluster is to use on this host (`nodeAddress`); behind NAT it differs from the SSH address',
      ],
    }),
    zh: (p) => ({
      what: '主机的网卡上没有节点地址',
      found: list(p.cards, '、') || '没有带地址的网卡',
      expected: p.card === '' ? p.address : `${p.card} 上有 ${p.address}`,
      remedies: ['填写集群在该主机上使用的地址（`nodeAddress`）；经过 NAT 时与 SSH 地址不同'],
    }),
  }),
  'check.port-taken': kind<{ port: number; protocol: string; component: string }>({
    retry: false,
    en: (p) => ({
      what: 'A port that the cluster needs is in use',
      found: `something listens on ${p.port}/${p.protocol}`,
      expected: `free for ${p.component}`,
      remedies: [`See what it is: ss -lnp 'sport = :${p.port}'; move or stop it, Barque does not`],
    }),
    zh: (p) => ({
      what: '集群需要的端口已被占用',
      found: `${p.port}/${p.protocol} 已有程序监听`,
      expected: `空闲，供 ${p.component} 使用`,
      remedies: [`查看占用者：ss -lnp 'sport = :${p.port}'；请自行迁移或停止，Barque 不会动它`],
    }),
  }),
};
