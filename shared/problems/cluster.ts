import { kind, list } from './define.ts';

const absenceWords = {
  en: {
    unreached: 'not reached',
    emptied: 'bears no sign of the cluster',
    'no-node': 'has no Node object',
    'not-ready': 'not Ready',
    'api-silent': 'its API server does not answer',
    'etcd-away': 'its etcd member does not serve',
  },
  zh: {
    unreached: '无法连接',
    emptied: '主机上没有本集群的任何痕迹',
    'no-node': '没有对应的 Node 对象',
    'not-ready': '未就绪',
    'api-silent': 'API server 无应答',
    'etcd-away': 'etcd 成员不可用',
  },
} satisfies Readonly<Record<'en' | 'zh', Readonly<Record<string, string>>>>;

/** The states of a cluster in words, as `meaningOf` (shared/cluster) tells them apart. */
export const stateWords: Readonly<Record<'en' | 'zh', Readonly<Record<string, string>>>> = {
  en: {
    absent: 'no cluster yet',
    begun: 'begun, not finished',
    founded: 'begun, not finished',
    standing: 'stands',
    amiss: 'stands, but not everything is as it should be',
    degraded: 'degraded, but it works',
    'locked-out': 'stands, and refuses the credentials that the masters have',
    silent: 'does not answer',
    split: 'the masters disagree about which cluster it is',
    foreign: 'hosts belong to another cluster',
  },
  zh: {
    absent: '尚无集群',
    begun: '已开始，未完成',
    founded: '已开始，未完成',
    standing: '正常',
    amiss: '已建成，但存在异常',
    degraded: '降级，仍可用',
    'locked-out': '仍在运行，但拒绝 master 上的凭据',
    silent: '无应答',
    split: '各 master 不属于同一个集群',
    foreign: '主机属于另一个集群',
  },
};

/** `m1 unreached` in words: who is away, and how. */
export function awayInWords(away: string, language: 'en' | 'zh'): string {
  const [host = '', how = ''] = away.split(' ');
  const words: Readonly<Record<string, string>> = absenceWords[language];
  return `${host} ${words[how] ?? how}`;
}

const inWords = (away: readonly string[], language: 'en' | 'zh'): string =>
  list(
    away.map((one) => awayInWords(one, language)),
    language === 'en' ? ', ' : '、',
  );

/** What stands in the way of a change to a cluster that is there already: what it was found to be, or what the change would take. */
export const clusterProblems = {
  'cluster.silent': kind<{ said: readonly string[] }>({
    retry: true,
    en: (p) => ({
      what: 'The cluster was completed once, and does not answer now',
      found: list(p.said, '; '),
      expected: 'an API server and a majority of etcd that answer',
      remedies: [
        'Start the masters that are off, look at barque-etcd, containerd and the kubelet there, and try again',
        'Nothing is deployed to a cluster that may only be slow: a second kubeadm init could lose its data',
        'If a majority of the masters is lost for good, etcd has to be restored from a snapshot',
      ],
    }),
    zh: (p) => ({
      what: '集群曾经部署完成，但目前没有应答',
      found: list(p.said, '；'),
      expected: '有 API server 应答，且多数 etcd 成员可用',
      remedies: [
        '启动已关机的 master，检查其上的 barque-etcd、containerd 和 kubelet，然后重试',
        '不会对可能只是响应缓慢的集群再次部署：第二次 kubeadm init 可能丢失数据',
        '如果多数 master 已永久丢失，需要从快照恢复 etcd',
      ],
    }),
  }),
  'cluster.locked-out': kind<{ said: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The cluster stands and refuses the credentials that its masters have',
      found: list(p.said, '; '),
      expected: 'certificates that are valid now',
      remedies: [
        'If they have expired, renew the certificates first (barque certs renew)',
        "Compare the hosts' clocks with the true time",
      ],
    }),
    zh: (p) => ({
      what: '集群仍在运行，但拒绝了 master 上的凭据',
      found: list(p.said, '；'),
      expected: '证书在有效期内',
      remedies: ['如果证书已过期，请先更换证书（barque certs renew）', '核对各主机的时钟'],
    }),
  }),
  'cluster.split': kind<{ said: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The masters do not agree on which cluster they are, or it is behind what was seen of it before',
      found: list(p.said, '; '),
      expected: 'one cluster, with the same etcd members and data on all masters',
      remedies: [
        'Change nothing, and save a snapshot of etcd from each master',
        'Find out which master has the data that is wanted; a person has to decide that',
      ],
    }),
    zh: (p) => ({
      what: '各 master 不属于同一个集群，或数据比之前见到的更旧',
      found: list(p.said, '；'),
      expected: '所有 master 属于同一个集群，etcd 成员与数据一致',
      remedies: ['不要做任何更改，先在每台 master 上保存 etcd 快照', '确认哪台 master 上的数据是需要保留的；这必须由人来决定'],
    }),
  }),
  'cluster.foreign': kind<{ said: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'Hosts of this cluster belong to another one',
      found: list(p.said, '; '),
      expected: 'hosts without a cluster, or of this one',
      remedies: ['Open the workspace that the other cluster was made with', 'Or take other hosts'],
    }),
    zh: (p) => ({
      what: '部分主机属于另一个集群',
      found: list(p.said, '；'),
      expected: '没有集群的主机，或属于本集群的主机',
      remedies: ['使用创建另一个集群时的工作区', '或换用其他主机'],
    }),
  }),
  'cluster.no-record': kind<Record<string, never>>({
    retry: false,
    en: () => ({
      what: 'The hosts have a cluster of this workspace, and the workspace has lost its record of it',
      found: 'no cluster-record.json',
      expected: 'the record of what the cluster was made with, so that the spec can be compared with it',
      remedies: [
        'Put cluster-record.json back from a copy of the workspace',
        'Nothing is deployed: what was not compared could restart what lives',
      ],
    }),
    zh: () => ({
      what: '主机上有本工作区的集群，但工作区丢失了它的记录',
      found: '没有 cluster-record.json',
      expected: '有该集群的记录，以便与配置比对',
      remedies: ['从工作区的副本恢复 cluster-record.json', '不会进行部署：未经比对就执行可能重启正在运行的组件'],
    }),
  }),
  'cluster.emptied': kind<Record<string, never>>({
    retry: false,
    en: () => ({
      what: 'A node of the cluster bears no sign of it any more',
      found: 'no etcd data, no kubelet and no certificates: its disk was replaced, or the system installed anew',
      expected: 'the node as it joined',
      remedies: [
        'If a disk is not mounted, mount it and check again',
        'Otherwise the node has to be replaced: its etcd member and its Node object removed first, then joined anew. An apply does not do that, since a member that comes back without its data can lose acknowledged writes',
      ],
    }),
    zh: () => ({
      what: '集群的一个节点上已没有集群的任何痕迹',
      found: '没有 etcd 数据、kubelet 和证书：磁盘被更换，或系统被重装',
      expected: '节点保持加入集群时的状态',
      remedies: [
        '如果是磁盘未挂载，请挂载后重新检查',
        '否则需要替换该节点：先移除它的 etcd 成员和 Node 对象，再重新加入。apply 不会这样做，因为丢失数据的 etcd 成员直接回归可能丢失已确认的写入',
      ],
    }),
  }),
  'cluster.founder-lost': kind<{ others: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The master on which the cluster was begun bears no sign of it any more, and others have joined',
      found: `nothing on it; the cluster is on ${list(p.others)}`,
      expected: 'the master as it was when the others joined',
      remedies: [
        'If a disk is not mounted, mount it and check again',
        'Otherwise start anew: reset the hosts, and deploy with a new workspace',
      ],
    }),
    zh: (p) => ({
      what: '最初初始化集群的 master 上已没有任何痕迹，而其他节点已经加入',
      found: `该主机为空；集群位于 ${list(p.others, '、')}`,
      expected: '该 master 保持其他节点加入时的状态',
      remedies: ['如果是磁盘未挂载，请挂载后重新检查', '否则请重置这些主机，用新的工作区重新部署'],
    }),
  }),
  'cluster.degraded': kind<{ settings: readonly string[]; away: readonly string[] }>({
    retry: true,
    en: (p) => ({
      what: 'Settings of the cluster are not changed while some of it is away',
      found: `${inWords(p.away, 'en')}; to be changed: ${list(p.settings)}`,
      expected: 'all nodes there and Ready',
      remedies: ['Bring back who is away, then apply again', 'Workers can join meanwhile: apply without the changed settings'],
    }),
    zh: (p) => ({
      what: '集群有成员缺席时不更改设置',
      found: `${inWords(p.away, 'zh')}；要更改：${list(p.settings, '、')}`,
      expected: '所有节点都在并且就绪',
      remedies: ['先恢复缺席的成员，再执行 apply', '期间仍可加入 worker：去掉设置更改后执行 apply'],
    }),
  }),
  'cluster.row-removed': kind<{ node: string }>({
    retry: false,
    en: (p) => ({
      what: 'A node that is part of the cluster is missing from the spec',
      found: `no row named ${p.node}`,
      expected: 'every node of the cluster in the spec; its row may stand anywhere',
      remedies: [
        `Put the row of ${p.node} back`,
        'Removing a node (drain, etcd member, Node object, its host) is an operation of its own, which this version of Barque does not have',
        'A row that was only given another name: give it back the name that the cluster knows it by',
      ],
    }),
    zh: (p) => ({
      what: '配置中缺少集群已有的节点',
      found: `没有名为 ${p.node} 的行`,
      expected: '集群的每个节点都在配置中，顺序不限',
      remedies: [
        `恢复 ${p.node} 这一行`,
        '移除节点（驱逐、etcd 成员、Node 对象、主机清理）是单独的操作，当前版本的 Barque 尚不支持',
        '如果只是改了名称，请改回集群中原有的名称',
      ],
    }),
  }),
  'cluster.master-added': kind<{ node: string }>({
    retry: false,
    en: (p) => ({
      what: 'A master cannot join a cluster that stands with this version of Barque',
      found: `${p.node} is a new master`,
      expected: 'new nodes that are workers only',
      remedies: [`Give ${p.node} the role worker alone, or remove its row`],
    }),
    zh: (p) => ({
      what: '当前版本的 Barque 不支持向已建成的集群加入 master',
      found: `${p.node} 是新的 master`,
      expected: '新节点只能是 worker',
      remedies: [`将 ${p.node} 的角色改为仅 worker，或删除这一行`],
    }),
  }),
  'cluster.host-renamed': kind<{ found: string; expected: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host has another name than the node that it is',
      found: p.found,
      expected: `${p.expected}, its Kubernetes node name`,
      remedies: [
        `Give it back its name: hostnamectl set-hostname ${p.expected}`,
        'A node with another name is another node: it has to leave and join',
      ],
    }),
    zh: (p) => ({
      what: '主机名与它对应的节点名不一致',
      found: p.found,
      expected: `${p.expected}（它的 Kubernetes 节点名）`,
      remedies: [`改回原来的主机名：hostnamectl set-hostname ${p.expected}`, '改名后的节点等于另一个节点，需要先移除再加入'],
    }),
  }),
  'cluster.host-replaced': kind<{ found: string; expected: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host has another machine-id than when it became part of the cluster',
      found: p.found,
      expected: p.expected,
      remedies: [
        'If another machine has taken its address, correct the address',
        'If somebody only made a new machine-id, accept the finding',
      ],
    }),
    zh: (p) => ({
      what: '主机的 machine-id 与加入集群时不同',
      found: p.found,
      expected: p.expected,
      remedies: ['如果是另一台机器占用了该地址，请更正地址', '如果只是重新生成了 machine-id，可以接受此项'],
    }),
  }),
  'cluster.other-etcd': kind<{ runs: string; bundle: string }>({
    retry: false,
    en: (p) => ({
      what: 'The bundle holds another version of etcd than the cluster runs',
      found: `etcd ${p.bundle} in the bundle, ${p.runs} in the cluster`,
      expected: 'the version that runs: members are upgraded one at a time, which an apply does not do',
      remedies: [`Make the bundle with etcd ${p.runs}, or take the bundle that the cluster was made with`],
    }),
    zh: (p) => ({
      what: '离线包中的 etcd 版本与集群运行的不同',
      found: `离线包中为 etcd ${p.bundle}，集群中为 ${p.runs}`,
      expected: '与运行中的版本一致：etcd 成员需逐个升级，apply 不会这样做',
      remedies: [`用 etcd ${p.runs} 制作离线包，或使用部署该集群时的离线包`],
    }),
  }),
  'cluster.changed-meanwhile': kind<{ was: string; is: string }>({
    retry: true,
    en: (p) => ({
      what: 'The cluster has changed since it was looked at, and nothing was done',
      found: `${stateWords.en[p.is] ?? p.is}; when it was decided what to do: ${stateWords.en[p.was] ?? p.was}`,
      expected: 'the cluster as it was when you decided',
      remedies: ['Find out whether somebody else works on it', 'Run it again: it looks anew, and asks anew'],
    }),
    zh: (p) => ({
      what: '集群在查看之后发生了变化，未执行任何操作',
      found: `现在：${stateWords.zh[p.is] ?? p.is}；作出决定时：${stateWords.zh[p.was] ?? p.was}`,
      expected: '集群与作出决定时一致',
      remedies: ['确认是否有其他人正在操作该集群', '重新执行：将重新查看并重新确认'],
    }),
  }),
  'cluster.no-renewal': kind<{ state: string }>({
    retry: true,
    en: (p) => ({
      what: 'Certificates are renewed only of a cluster that stands',
      found: `its state: ${stateWords.en[p.state] ?? p.state}`,
      expected: 'a cluster that was completed, and a majority of masters that answer or refuse only what has expired',
      remedies: ['Look at what is there: barque status', 'Finish the deployment first, or bring back the masters that are away'],
    }),
    zh: (p) => ({
      what: '只能为已建成的集群更换证书',
      found: `当前状态：${stateWords.zh[p.state] ?? p.state}`,
      expected: '集群已部署完成，且多数 master 有应答（或仅因证书过期而拒绝）',
      remedies: ['查看现状：barque status', '先完成部署，或恢复缺席的 master'],
    }),
  }),
  'cluster.identity-unknown': kind<{ address: string }>({
    retry: true,
    en: (p) => ({
      what: 'The Kubernetes name of a node is not known, and its host is not believed about it',
      found: `no Node object with the address ${p.address}, and no certificate of it in the workspace`,
      expected: 'the API, so that the node can be recognised by its address',
      remedies: [
        'Bring an API server back and try again',
        'Or set `hostname` in its row to the name that Kubernetes knows it by',
      ],
    }),
    zh: (p) => ({
      what: '无法确定节点的 Kubernetes 名称，也不能采信主机自报的名称',
      found: `没有地址为 ${p.address} 的 Node 对象，工作区中也没有它的证书`,
      expected: 'API 可用，以便按地址识别节点',
      remedies: ['恢复一个 API server 后重试', '或在该行的 `hostname` 中填写 Kubernetes 中的节点名'],
    }),
  }),
};
