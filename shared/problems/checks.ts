import { kind } from './define.ts';

const list = (items: readonly string[], separator = ', ') => items.join(separator);

/** Problems that the checks find on the hosts before anything is changed. */
export const checkProblems = {
  'check.hostname-duplicate': kind<{ hostname: string; nodes: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'Two hosts have the same host name',
      found: `${list(p.nodes)} are all called ${p.hostname}`,
      expected: 'a host name of its own for every node, since Kubernetes knows nodes by it',
      remedies: [
        'Set `hostname` for the node in the spec, and Barque changes it',
        'Or change it on the host: hostnamectl set-hostname NAME',
      ],
    }),
    zh: (p) => ({
      what: '两台主机的主机名相同',
      found: `${list(p.nodes, '、')} 的主机名都是 ${p.hostname}`,
      expected: '每个节点的主机名唯一，Kubernetes 以主机名区分节点',
      remedies: ['在配置中为该节点设置 `hostname`，由 Barque 修改', '或在主机上修改：hostnamectl set-hostname 名称'],
    }),
  }),
  'check.hostname-invalid': kind<{ hostname: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host name cannot be a Kubernetes node name',
      found: p.hostname === '' ? 'no host name' : p.hostname,
      expected: 'lower-case letters, digits, `-` and `.`, at most 63 characters, not localhost',
      remedies: ['Set `hostname` for the node in the spec, and Barque changes it'],
    }),
    zh: (p) => ({
      what: '主机名不能用作 Kubernetes 节点名',
      found: p.hostname === '' ? '没有主机名' : p.hostname,
      expected: '小写字母、数字、`-` 和 `.`，最多 63 个字符，且不是 localhost',
      remedies: ['在配置中为该节点设置 `hostname`，由 Barque 修改'],
    }),
  }),
  'check.machine-id-duplicate': kind<{ machineId: string; nodes: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'Hosts were cloned and share a machine-id',
      found: `${list(p.nodes)} have ${p.machineId}`,
      expected: 'a machine-id of its own for every host',
      remedies: ['On all but one: rm /etc/machine-id && systemd-machine-id-setup, then restart the host'],
    }),
    zh: (p) => ({
      what: '主机是克隆的，machine-id 相同',
      found: `${list(p.nodes, '、')} 的 machine-id 都是 ${p.machineId}`,
      expected: '每台主机的 machine-id 唯一',
      remedies: ['除一台外，在其余主机上执行：rm /etc/machine-id && systemd-machine-id-setup，然后重启'],
    }),
  }),
  'check.operator-clock': kind<{ seconds: number; limit: number; hosts: number }>({
    retry: false,
    en: (p) => ({
      what: 'The clock of this computer disagrees with the hosts',
      found: `the hosts (${p.hosts}) are ${Math.abs(p.seconds)} s ${p.seconds > 0 ? 'ahead of' : 'behind'} this computer`,
      expected: `a difference below ${p.limit} s, since certificates made here must be valid there`,
      remedies: ["Set this computer's clock and time zone, then try again"],
    }),
    zh: (p) => ({
      what: '本机时钟与主机不一致',
      found: `${p.hosts} 台主机的时间比本机${p.seconds > 0 ? '快' : '慢'} ${Math.abs(p.seconds)} 秒`,
      expected: `相差小于 ${p.limit} 秒，否则在本机签发的证书在主机上可能无效`,
      remedies: ['校正本机的时钟和时区后重试'],
    }),
  }),
  'check.clock': kind<{ seconds: number; limit: number }>({
    retry: false,
    en: (p) => ({
      what: "The host's clock differs from the other hosts",
      found: `${Math.abs(p.seconds)} s ${p.seconds > 0 ? 'ahead' : 'behind'}`,
      expected: `below 1 s for etcd; from ${p.limit} s on, certificates fail`,
      remedies: ['Set `time` in the spec (NTP servers, or the first master for the others)', "Or set the host's clock"],
    }),
    zh: (p) => ({
      what: '该主机的时钟与其他主机不一致',
      found: `${p.seconds > 0 ? '快' : '慢'} ${Math.abs(p.seconds)} 秒`,
      expected: `etcd 要求小于 1 秒；达到 ${p.limit} 秒证书会失效`,
      remedies: ['在配置中设置 `time`（NTP 服务器，或以第一台 master 为准）', '或校正该主机的时钟'],
    }),
  }),
  'check.network-overlap': kind<{ which: string; network: string; card: string; address: string }>({
    retry: false,
    en: (p) => ({
      what: `network.${p.which} overlaps a network that the host is on`,
      found: `${p.network} and ${p.card} ${p.address}`,
      expected: 'networks that share no address',
      remedies: [`Choose another network.${p.which} in the spec; it cannot be changed once the cluster stands`],
    }),
    zh: (p) => ({
      what: `network.${p.which} 与主机所在网络重叠`,
      found: `${p.network} 与 ${p.card} ${p.address}`,
      expected: '两个网络没有相同的地址',
      remedies: [`在配置中另选 network.${p.which}；集群建成后不能再改`],
    }),
  }),
  'check.vip-taken': kind<{ address: string; mac: string }>({
    retry: false,
    en: (p) => ({
      what: 'The virtual address of the endpoint is in use',
      found: `${p.address} answers (MAC ${p.mac})`,
      expected: 'an address that nothing uses',
      remedies: ['Choose another endpoint.address in the spec', 'Or free the address: find the device by its MAC'],
    }),
    zh: (p) => ({
      what: '端点的虚拟地址（VIP）已被占用',
      found: `${p.address} 有应答（MAC ${p.mac}）`,
      expected: '未被使用的地址',
      remedies: ['在配置中另选 endpoint.address', '或按 MAC 找到占用的设备并释放该地址'],
    }),
  }),
  'check.vip-on-node': kind<{ address: string }>({
    retry: false,
    en: (p) => ({
      what: 'The virtual address of the endpoint is already on this host',
      found: `${p.address} on a card of the host`,
      expected: 'an address that no host has',
      remedies: ['Choose another endpoint.address in the spec', 'Or remove the address from the host'],
    }),
    zh: (p) => ({
      what: '端点的虚拟地址（VIP）已经在该主机上',
      found: `该主机的网卡上有 ${p.address}`,
      expected: '没有主机使用的地址',
      remedies: ['在配置中另选 endpoint.address', '或从该主机删除此地址'],
    }),
  }),
  'check.vip-outside': kind<{ address: string; network: string; card: string }>({
    retry: false,
    en: (p) => ({
      what: "The virtual address is not in the network of the master's card",
      found: `${p.address}, and ${p.card} is in ${p.network}`,
      expected: 'an address of that network: Keepalived moves it between cards of one network',
      remedies: [
        'Choose an endpoint.address of that network',
        'Or set `nodeAddress` of the masters to their address in the network of the VIP',
      ],
    }),
    zh: (p) => ({
      what: '虚拟地址（VIP）不在 master 网卡所在的网络',
      found: `${p.address}，而 ${p.card} 属于 ${p.network}`,
      expected: '该网络中的地址：Keepalived 只能在同一网络的网卡之间漂移',
      remedies: ['选择该网络中的 endpoint.address', '或把各 master 的 `nodeAddress` 设为 VIP 所在网络中的地址'],
    }),
  }),
  'check.node-address': kind<{ address: string; card: string; cards: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'No card of the host has the node address',
      found: list(p.cards) || 'no card with an address',
      expected: p.card === '' ? p.address : `${p.address} on ${p.card}`,
      remedies: [
        'Set `nodeAddress` to the address that the cluster is to use on this host (behind NAT it differs from the SSH address)',
      ],
    }),
    zh: (p) => ({
      what: '主机的网卡上没有节点地址',
      found: list(p.cards, '、') || '没有带地址的网卡',
      expected: p.card === '' ? p.address : `${p.card} 上有 ${p.address}`,
      remedies: ['将 `nodeAddress` 设为集群在该主机上使用的地址（经过 NAT 时与 SSH 地址不同）'],
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
  'check.other-cluster': kind<{ found: string; expected: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host belongs to another cluster that Barque made',
      found: `cluster ${p.found}`,
      expected: `a host without a cluster, or of this one (${p.expected})`,
      remedies: ['Open the workspace that this cluster was made with', 'Or take another host'],
    }),
    zh: (p) => ({
      what: '该主机属于 Barque 创建的另一个集群',
      found: `集群 ${p.found}`,
      expected: `没有集群的主机，或属于本集群（${p.expected}）`,
      remedies: ['使用创建该集群时的工作区', '或换一台主机'],
    }),
  }),
  'check.leftovers': kind<{ paths: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The host holds a Kubernetes or etcd that Barque did not make',
      found: list(p.paths),
      expected: 'a host without a cluster',
      remedies: [
        'If it is in use, take another host',
        'If it is a leftover, save what is needed and remove it (kubeadm reset), then check again',
      ],
    }),
    zh: (p) => ({
      what: '主机上有并非 Barque 创建的 Kubernetes 或 etcd',
      found: list(p.paths, '、'),
      expected: '没有集群的主机',
      remedies: ['如果仍在使用，请换一台主机', '如果是残留，请备份后清除（kubeadm reset），再重新检查'],
    }),
  }),
  'check.no-systemd': kind<{ os: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host does not run systemd',
      found: p.os,
      expected: 'a Linux that systemd has started',
      remedies: ['Take a host with a systemd distribution'],
    }),
    zh: (p) => ({
      what: '主机没有运行 systemd',
      found: p.os,
      expected: '由 systemd 启动的 Linux',
      remedies: ['换用基于 systemd 的发行版'],
    }),
  }),
  'check.arch': kind<{ found: string; expected: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host has another processor architecture than the spec',
      found: p.found,
      expected: p.expected,
      remedies: ['Set `arch` in the spec and use a bundle for it'],
    }),
    zh: (p) => ({
      what: '主机的处理器架构与配置不符',
      found: p.found,
      expected: p.expected,
      remedies: ['在配置中设置 `arch`，并使用相应架构的离线包'],
    }),
  }),
  'check.cpus': kind<{ found: number; expected: number }>({
    retry: false,
    en: (p) => ({
      what: 'Too few processors for a master',
      found: `${p.found}`,
      expected: `${p.expected} or more (kubeadm requires it)`,
      remedies: ['Give the machine more processors'],
    }),
    zh: (p) => ({
      what: 'master 的处理器不足',
      found: `${p.found} 个`,
      expected: `至少 ${p.expected} 个（kubeadm 的要求）`,
      remedies: ['增加该主机的处理器'],
    }),
  }),
  'check.memory': kind<{ foundMb: number; expectedMb: number }>({
    retry: false,
    en: (p) => ({
      what: 'Too little memory for a master',
      found: `${p.foundMb} MB`,
      expected: `${p.expectedMb} MB or more (kubeadm requires it)`,
      remedies: ['Give the machine more memory'],
    }),
    zh: (p) => ({
      what: 'master 的内存不足',
      found: `${p.foundMb} MB`,
      expected: `至少 ${p.expectedMb} MB（kubeadm 的要求）`,
      remedies: ['增加该主机的内存'],
    }),
  }),
  'check.selinux': kind<{ mode: 'enforcing' }>({
    retry: false,
    en: (p) => ({
      what: 'SELinux is enforcing',
      found: p.mode,
      expected: 'permissive, or a policy that lets containerd and the kubelet work from /opt/barque',
      remedies: ['setenforce 0 and SELINUX=permissive in /etc/selinux/config, if the site allows it'],
    }),
    zh: (p) => ({
      what: 'SELinux 处于强制模式',
      found: p.mode,
      expected: 'permissive，或允许 containerd 与 kubelet 在 /opt/barque 运行的策略',
      remedies: ['如现场允许：setenforce 0，并在 /etc/selinux/config 中设置 SELINUX=permissive'],
    }),
  }),
  'check.firewall': kind<{ services: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'A firewall runs on the host',
      found: list(p.services),
      expected: 'none: Barque does not open ports in it yet, and the cluster could not form behind it',
      remedies: [`systemctl disable --now ${list(p.services, ' ')}, if the site allows it`],
    }),
    zh: (p) => ({
      what: '主机上运行着防火墙',
      found: list(p.services, '、'),
      expected: '没有防火墙：Barque 目前不会在其中开放端口，集群无法建立',
      remedies: [`如现场允许：systemctl disable --now ${list(p.services, ' ')}`],
    }),
  }),
  'check.space': kind<{ path: string; freeGb: number; expectedGb: number }>({
    retry: false,
    en: (p) => ({
      what: 'Too little disk space',
      found: `${p.freeGb} GB free for ${p.path}`,
      expected: `${p.expectedGb} GB or more`,
      remedies: ['Free some space', 'Or set `storage` in the spec to a larger file system'],
    }),
    zh: (p) => ({
      what: '磁盘空间不足',
      found: `${p.path} 可用 ${p.freeGb} GB`,
      expected: `至少 ${p.expectedGb} GB`,
      remedies: ['释放磁盘空间', '或在配置中将 `storage` 设到更大的文件系统'],
    }),
  }),
  'check.cgroup-v1': kind<{ version: string }>({
    retry: false,
    en: (p) => ({
      what: `The kubelet of Kubernetes ${p.version} refuses cgroup v1`,
      found: 'cgroup v1',
      expected: 'cgroup v2',
      remedies: [
        'Boot the host with systemd.unified_cgroup_hierarchy=1',
        'Or take Kubernetes 1.34 or earlier',
        'Or set merge.kubeadm.kubelet.failCgroupV1: false in the spec, knowing that upstream no longer tests it',
      ],
    }),
    zh: (p) => ({
      what: `Kubernetes ${p.version} 的 kubelet 不接受 cgroup v1`,
      found: 'cgroup v1',
      expected: 'cgroup v2',
      remedies: [
        '以内核参数 systemd.unified_cgroup_hierarchy=1 启动主机',
        '或使用 Kubernetes 1.34 及更早版本',
        '或在配置中设置 merge.kubeadm.kubelet.failCgroupV1: false（上游已不再测试）',
      ],
    }),
  }),
  'check.time-program': kind<{ program: string; source: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host has no program for the time setting of the spec',
      found: `no ${p.program}`,
      expected: `it is installed, for time.source: ${p.source}`,
      remedies: [
        'Install it from the distribution (systemd-timesyncd; chrony on the first master)',
        'Or leave `time` out of the spec: the hosts keep their own clocks',
      ],
    }),
    zh: (p) => ({
      what: '主机缺少配置中 time 所需的程序',
      found: `没有 ${p.program}`,
      expected: `time.source: ${p.source} 需要它`,
      remedies: ['从发行版安装（systemd-timesyncd；第一台 master 上为 chrony）', '或在配置中去掉 `time`：主机沿用自己的时钟'],
    }),
  }),
  'check.quorum': kind<{ members: number; survives: number }>({
    retry: false,
    en: (p) => ({
      what: 'The number of masters is not a good etcd quorum',
      found: `${p.members}: the cluster survives the loss of ${p.survives}`,
      expected: '3 (survives the loss of 1) or 5 (survives the loss of 2)',
      remedies: ['Use three masters'],
    }),
    zh: (p) => ({
      what: 'master 的数量不利于 etcd 仲裁',
      found: `${p.members} 台：可容忍 ${p.survives} 台故障`,
      expected: '3 台（容忍 1 台故障）或 5 台（容忍 2 台故障）',
      remedies: ['使用三台 master'],
    }),
  }),
  'check.practice': kind<{ bundle: 'practice' | 'real' }>({
    retry: false,
    en: (p) => ({
      what: 'A practice package and real hosts do not go together',
      found: p.bundle === 'practice' ? 'a practice package on a real host' : 'a package with real programs on a practice host',
      expected: 'the practice package on practice hosts, and no other package there',
      remedies:
        p.bundle === 'practice'
          ? ['Choose a package with real programs: a practice package holds none']
          : ['Choose the package that practice mode has made'],
    }),
    zh: (p) => ({
      what: '演练离线包与真实主机不能混用',
      found: p.bundle === 'practice' ? '在真实主机上使用了演练离线包' : '在演练主机上使用了真实离线包',
      expected: '演练主机只使用演练离线包，真实主机只使用真实离线包',
      remedies: p.bundle === 'practice' ? ['选择真实离线包：演练离线包中没有可用的程序'] : ['选择演练模式生成的离线包'],
    }),
  }),
};
