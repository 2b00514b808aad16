import type { DraftFix } from '../../shared/checks/fixes.ts';
import type { PutRight } from '../../shared/checks/on-hosts.ts';
import { dictionary } from './dictionary.ts';

/** Of a check by its id; one that has none here is shown by its id. */
const names: Readonly<Record<string, string>> = {
  bundle: 'Package',
  hostnames: 'Host names',
  identity: 'Nodes are still who they were',
  unreached: 'Hosts that are away',
  clones: 'Cloned machines',
  clock: 'Clocks',
  cards: 'Network cards',
  networks: 'Networks of the cluster',
  endpoint: 'Endpoint',
  ports: 'Ports',
  leftovers: 'Leftovers of other clusters',
  system: 'System, hardware and space',
  kernel: 'Kernel',
  programs: 'Programs that kubeadm requires',
  time: 'Time service',
  quorum: 'Number of masters',
  certificates: 'Certificates',
  practice: 'Practice and real hosts',
  registry: 'Image registry',
};

const en = {
  names,
  groups: { blocker: 'Blockers', warning: 'Warnings', accepted: 'Accepted' },
  fix: (n: number) => (n === 0 ? 'What will be put right…' : `Fix all that can be fixed (${n})…`),
  fixTitle: 'What can be put right, and by whom',
  fixDraft: 'Settings that are changed',
  fixDraftLead: 'Nothing on a host is changed by this; you can change them back on their screens.',
  fixes: {
    hostname: 'Host name to be set',
    podSubnet: 'Network of pods',
    serviceSubnet: 'Network of services',
    time: 'Clocks are set by',
  } satisfies Record<DraftFix['what'], string>,
  time: { host: 'the hosts themselves', servers: 'NTP servers', 'first-master': 'the first master' },
  none: 'none',
  fixDo: (n: number) => (n === 1 ? 'Change 1 setting' : `Change ${n} settings`),
  byItself: 'Deploying puts this right by itself',
  byItselfLead:
    'So these are no findings. Kernel modules, kernel settings and /etc/hosts are set on every node; what is changed is shown before you confirm.',
  rights: { swap: 'Swap is turned off', hostname: 'The host name is set', time: 'The clock is set' } satisfies Record<
    PutRight['what'],
    string
  >,
  byHand: 'On the hosts, by somebody who may',
  byHandLead: 'Barque does not do this for you. Look the commands over, run them as root, then check again.',
  others: (n: number) =>
    n === 1 ? 'One finding has to be decided on its card.' : `${n} findings have to be decided on their cards.`,
};

/** Checks by name, and what puts their findings right. */
export const checksWords = dictionary({
  en,
  zh: {
    names: {
      bundle: '离线包',
      hostnames: '主机名',
      identity: '节点身份',
      unreached: '无法连接的主机',
      clones: '克隆的主机',
      clock: '时钟',
      cards: '网卡',
      networks: '集群网段',
      endpoint: '端点',
      ports: '端口',
      leftovers: '其他集群的残留',
      system: '系统、硬件与空间',
      kernel: '内核',
      programs: 'kubeadm 必需的程序',
      time: '时间服务',
      quorum: 'master 的数量',
      certificates: '证书',
      practice: '演练与真实主机',
      registry: '镜像仓库',
    },
    groups: { blocker: '阻断', warning: '警告', accepted: '已接受' },
    fix: (n) => (n === 0 ? '将被修正的内容…' : `修正所有可修正项（${n}）…`),
    fixTitle: '可以修正的内容，以及由谁修正',
    fixDraft: '将更改的设置',
    fixDraftLead: '此操作不会更改任何主机；可以在相应页面改回。',
    fixes: { hostname: '将设置的主机名', podSubnet: 'Pod 网段', serviceSubnet: 'Service 网段', time: '时钟来源' },
    time: { host: '主机自身', servers: 'NTP 服务器', 'first-master': '第一个 master' },
    none: '无',
    fixDo: (n) => `更改 ${n} 项设置`,
    byItself: '部署时自动修正',
    byItselfLead: '因此不作为检查结果列出。每个节点都会设置内核模块、内核参数和 /etc/hosts；确认之前会显示所有更改。',
    rights: { swap: '关闭交换分区', hostname: '设置主机名', time: '校正时钟' },
    byHand: '需要有权限的人员在主机上处理',
    byHandLead: 'Barque 不会代为执行。请核对命令，以 root 身份执行，然后重新检查。',
    others: (n) => `另有 ${n} 项需要在其卡片上决定。`,
  },
});
