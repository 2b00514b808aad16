import { kind, list } from './define.ts';

/** Problems that the checks find with a host itself: its name, clock, system and size. */
export const hostCheckProblems = {
  'check.hostname-duplicate': kind<{ hostname: string; nodes: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'Two hosts have the same host name',
      found: `${list(p.nodes)} are all called ${p.hostname}`,
      expected: 'a host name of its own for every node, since Kubernetes knows nodes by it',
      remedies: [
        'Set another host name for the node (`hostname`), and Barque changes it',
        'Or change it on the host: hostnamectl set-hostname NAME',
      ],
    }),
    zh: (p) => ({
      what: '两台主机的主机名相同',
      found: `${list(p.nodes, '、')} 的主机名都是 ${p.hostname}`,
      expected: '每个节点的主机名唯一，Kubernetes 以主机名区分节点',
      remedies: ['为该节点另设主机名（`hostname`），由 Barque 修改', '或在主机上修改：hostnamectl set-hostname 名称'],
    }),
  }),
  'check.hostname-invalid': kind<{ hostname: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host name cannot be a Kubernetes node name',
      found: p.hostname === '' ? 'no host name' : p.hostname,
      expected: 'lower-case letters, digits, `-` and `.`, at most 63 characters, not localhost',
      remedies: ['Set another host name for the node (`hostname`), and Barque changes it'],
    }),
    zh: (p) => ({
      what: '主机名不能用作 Kubernetes 节点名',
      found: p.hostname === '' ? '没有主机名' : p.hostname,
      expected: '小写字母、数字、`-` 和 `.`，最多 63 个字符，且不是 localhost',
      remedies: ['为该节点另设主机名（`hostname`），由 Barque 修改'],
    }),
  }),
  'check.hostname-taken': kind<{ hostname: string; by: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host name is the name of something else',
      found: `${p.hostname} is taken by: ${p.by}`,
      expected: 'a name that nothing else has, since every node would send to this host what is meant for the other',
      remedies: [
        'Set another host name for the node (`hostname`), and Barque changes it',
        'If you did not give the host this name, find out who did before you go on',
      ],
    }),
    zh: (p) => ({
      what: '主机名已属于其他对象',
      found: `${p.hostname} 已被占用：${p.by}`,
      expected: '未被占用的名称，否则所有节点会把发往该对象的流量发到本主机',
      remedies: ['为该节点另设主机名（`hostname`），由 Barque 修改', '如果不是您设置的主机名，请先查明是谁设置的'],
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
      remedies: [
        'Have the clocks set by NTP servers, or by the first master for the others (`time.source`)',
        "Or set the host's clock",
      ],
    }),
    zh: (p) => ({
      what: '该主机的时钟与其他主机不一致',
      found: `${p.seconds > 0 ? '快' : '慢'} ${Math.abs(p.seconds)} 秒`,
      expected: `etcd 要求小于 1 秒；达到 ${p.limit} 秒证书会失效`,
      remedies: ['由 NTP 服务器校时，或以第一台 master 为准（`time.source`）', '或校正该主机的时钟'],
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
        'Or leave the clocks to the hosts (`time.source`)',
      ],
    }),
    zh: (p) => ({
      what: '主机缺少配置中 time 所需的程序',
      found: `没有 ${p.program}`,
      expected: `time.source: ${p.source} 需要它`,
      remedies: ['从发行版安装（systemd-timesyncd；第一台 master 上为 chrony）', '或由主机沿用自己的时钟（`time.source`）'],
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
  'check.space': kind<{ path: string; freeGb: number; expectedGb: number }>({
    retry: false,
    en: (p) => ({
      what: 'Too little disk space',
      found: `${p.freeGb} GB free for ${p.path}`,
      expected: `${p.expectedGb} GB or more`,
      remedies: ['Free some space', 'Or put the data onto a larger file system (`storage.root`)'],
    }),
    zh: (p) => ({
      what: '磁盘空间不足',
      found: `${p.path} 可用 ${p.freeGb} GB`,
      expected: `至少 ${p.expectedGb} GB`,
      remedies: ['释放磁盘空间', '或将数据放到更大的文件系统（`storage.root`）'],
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
};
