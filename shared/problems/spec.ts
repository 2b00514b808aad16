import type { Format } from '../model/format.ts';
import { kind } from './define.ts';
import { because } from './file-faults.ts';
import { formatsEn, formatsZh } from './formats.ts';

const inPath = (path: string) => (path === '' ? 'the spec' : path);
const inPathZh = (path: string) => (path === '' ? '配置' : path);

/** Problems of the spec, found before any host is asked anything. `path` is such as `nodes[2].address`; `found` is shortened. */
export const specProblems = {
  'spec.unreadable': kind<{ path: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'The spec cannot be read',
      found: `${p.path}: ${because(p.reason, 'en')}`,
      expected: 'a file that can be read',
      remedies: ['Check the path', 'Make a spec to begin with: barque spec example > cluster.yaml'],
    }),
    zh: (p) => ({
      what: '无法读取配置文件',
      found: `${p.path}：${because(p.reason, 'zh')}`,
      expected: '可读取的文件',
      remedies: ['检查路径', '生成一个配置示例：barque spec example > cluster.yaml'],
    }),
  }),
  'spec.too-large': kind<{ bytes: number; limit: number }>({
    retry: false,
    en: (p) => ({
      what: 'The spec is too large to be one',
      found: `${p.bytes} characters`,
      expected: `at most ${p.limit}`,
      remedies: ['Check that this is the right file'],
    }),
    zh: (p) => ({
      what: '配置文件过大',
      found: `${p.bytes} 个字符`,
      expected: `最多 ${p.limit} 个字符`,
      remedies: ['检查是否选对了文件'],
    }),
  }),
  'spec.syntax': kind<{ line: number; column: number; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'The spec is not valid YAML',
      found: `line ${p.line}, column ${p.column}: ${p.reason}`,
      expected: 'one YAML document, without anchors and aliases',
      remedies: ['Check the indentation, colons and quotes at that line and the one before it'],
    }),
    zh: (p) => ({
      what: '配置文件不是合法的 YAML',
      found: `第 ${p.line} 行第 ${p.column} 列：${p.reason}`,
      expected: '一个 YAML 文档，不使用锚点和别名',
      remedies: ['检查该行及上一行的缩进、冒号和引号'],
    }),
  }),
  'spec.unknown-key': kind<{ path: string; key: string; nearest: string; allowed: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The spec has a key that does not exist',
      found: `${inPath(p.path)}: ${p.key}`,
      expected: `one of ${p.allowed.join(', ')}`,
      remedies: [p.nearest === '' ? 'Remove it, or correct its indentation' : `Is ${p.nearest} meant?`],
    }),
    zh: (p) => ({
      what: '配置中有不存在的键',
      found: `${inPathZh(p.path)}：${p.key}`,
      expected: `以下之一：${p.allowed.join('、')}`,
      remedies: [p.nearest === '' ? '删除它，或更正其缩进' : `是否应为 ${p.nearest}？`],
    }),
  }),
  'spec.missing': kind<{ path: string; format: Format; allowed: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The spec lacks something',
      found: `no ${p.path}`,
      expected: p.allowed.length > 0 ? `one of ${p.allowed.join(', ')}` : formatsEn[p.format],
      remedies: [`Add ${p.path}; \`barque spec example\` prints a spec to begin with`],
    }),
    zh: (p) => ({
      what: '配置不完整',
      found: `缺少 ${p.path}`,
      expected: p.allowed.length > 0 ? `以下之一：${p.allowed.join('、')}` : formatsZh[p.format],
      remedies: [`补充 ${p.path}；\`barque spec example\` 可打印一份示例配置`],
    }),
  }),
  'spec.value': kind<{ path: string; found: string; format: Format }>({
    retry: false,
    en: (p) => ({
      what: 'A value in the spec is not what belongs there',
      found: `${inPath(p.path)}: ${p.found}`,
      expected: formatsEn[p.format],
      remedies: [`Correct ${inPath(p.path)}`],
    }),
    zh: (p) => ({
      what: '配置中的值不符合要求',
      found: `${inPathZh(p.path)}：${p.found}`,
      expected: formatsZh[p.format],
      remedies: [`更正 ${inPathZh(p.path)}`],
    }),
  }),
  'spec.choice': kind<{ path: string; found: string; allowed: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'A value in the spec is not one of those that exist',
      found: `${p.path}: ${p.found}`,
      expected: p.allowed.length === 1 ? p.allowed.join() : `one of ${p.allowed.join(', ')}`,
      remedies: [`Correct ${p.path}`],
    }),
    zh: (p) => ({
      what: '配置中的值不在可选范围内',
      found: `${p.path}：${p.found}`,
      expected: p.allowed.length === 1 ? p.allowed.join() : `以下之一：${p.allowed.join('、')}`,
      remedies: [`更正 ${p.path}`],
    }),
  }),
  'spec.secret-inline': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'The spec seems to hold a secret itself',
      found: `${p.path} (its value is not shown)`,
      expected: 'names of secrets only: a spec can be read, copied and kept by anyone',
      remedies: [
        `Take ${p.path} out of the file, and change the secret if others have seen the file`,
        'Name a secret instead, such as `auth: { kind: password, secret: ssh }`, and give its value when asked or by `--secrets`',
      ],
    }),
    zh: (p) => ({
      what: '配置中似乎直接写入了机密',
      found: `${p.path}（不显示其值）`,
      expected: '只写机密的名称：配置文件可能被任何人读取、复制和保存',
      remedies: [
        `从文件中删除 ${p.path}；若他人看过该文件，请更换该机密`,
        '改为引用机密的名称，例如 `auth: { kind: password, secret: ssh }`，其值在询问时输入，或用 `--secrets` 提供',
      ],
    }),
  }),
  'spec.duplicate': kind<{ paths: readonly string[]; value: string }>({
    retry: false,
    en: (p) => ({
      what: 'Two nodes of the spec share what only one can have',
      found: `${p.paths.join(' and ')}: ${p.value}`,
      expected: 'every node with a name, host name, SSH address with port and cluster address of its own',
      remedies: ['Correct one of them, or remove the node that is listed twice'],
    }),
    zh: (p) => ({
      what: '配置中有节点重复',
      found: `${p.paths.join(' 与 ')}：${p.value}`,
      expected: '每个节点的名称、主机名、SSH 地址（含端口）和集群地址都不相同',
      remedies: ['更正其中一个，或删除重复的节点'],
    }),
  }),
  'spec.no-master': kind<{ nodes: number }>({
    retry: false,
    en: (p) => ({
      what: 'The spec has no master',
      found: `${p.nodes} nodes, none with the role master`,
      expected: 'at least one node with `roles: [master]`; three for a cluster that survives the loss of one',
      remedies: ['Add `master` to the roles of three nodes'],
    }),
    zh: (p) => ({
      what: '配置中没有主节点',
      found: `${p.nodes} 个节点，均无 master 角色`,
      expected: '至少一个节点为 `roles: [master]`；要容忍一台故障需要三个',
      remedies: ['为三个节点的 roles 加上 `master`'],
    }),
  }),
  'spec.endpoint-is-node': kind<{ address: string; path: string }>({
    retry: false,
    en: (p) => ({
      what: 'The endpoint has the address of a node',
      found: `endpoint.address and ${p.path}: ${p.address}`,
      expected: 'an address of its own, which outlives the loss of any node',
      remedies: ["Give the endpoint a free address of the masters' network"],
    }),
    zh: (p) => ({
      what: '入口地址与节点地址相同',
      found: `endpoint.address 与 ${p.path}：${p.address}`,
      expected: '独立的地址，任何节点故障后仍然可用',
      remedies: ['为入口选用主节点所在网段中的一个空闲地址'],
    }),
  }),
  'spec.networks-overlap': kind<{ pods: string; services: string }>({
    retry: false,
    en: (p) => ({
      what: 'The networks of pods and services overlap',
      found: `${p.pods} and ${p.services}`,
      expected: 'two networks that share no address, and none of your site',
      remedies: ['Change network.podSubnet or network.serviceSubnet; 10.244.0.0/16 and 10.96.0.0/12 are the defaults'],
    }),
    zh: (p) => ({
      what: 'Pod 网段与 Service 网段重叠',
      found: `${p.pods} 与 ${p.services}`,
      expected: '两个互不重叠、也不与现场网络重叠的网段',
      remedies: ['更改 network.podSubnet 或 network.serviceSubnet；默认值为 10.244.0.0/16 和 10.96.0.0/12'],
    }),
  }),
  'spec.address-in-network': kind<{ path: string; address: string; network: string; cidr: string }>({
    retry: false,
    en: (p) => ({
      what: 'An address lies in a network that the cluster takes for itself',
      found: `${p.path}: ${p.address} in ${p.network} ${p.cidr}`,
      expected: `an address outside of ${p.cidr}: inside, it could not be reached from the cluster`,
      remedies: [`Choose another ${p.network}`],
    }),
    zh: (p) => ({
      what: '地址位于集群自用的网段内',
      found: `${p.path}：${p.address} 位于 ${p.network} ${p.cidr}`,
      expected: `${p.cidr} 以外的地址；否则集群内部无法访问它`,
      remedies: [`为 ${p.network} 选用其他网段`],
    }),
  }),
  'spec.network-size': kind<{ path: string; cidr: string; largest: number; smallest: number; why: 'nodes' | 'services' }>({
    retry: false,
    en: (p) => ({
      what: 'A network of the cluster is too small or too large',
      found: `${p.path}: ${p.cidr}`,
      expected:
        p.why === 'nodes'
          ? `/${p.largest} to /${p.smallest}: every node takes a /24 of it`
          : `/${p.largest} to /${p.smallest}: the API server takes none larger, and the DNS service has the tenth address`,
      remedies: [`Correct the prefix length of ${p.path}`],
    }),
    zh: (p) => ({
      what: '集群网段过小或过大',
      found: `${p.path}：${p.cidr}`,
      expected:
        p.why === 'nodes'
          ? `/${p.largest} 到 /${p.smallest}：每个节点占用一个 /24`
          : `/${p.largest} 到 /${p.smallest}：API 服务不接受更大的网段，DNS 服务使用第十个地址`,
      remedies: [`更正 ${p.path} 的前缀长度`],
    }),
  }),
  'spec.api-port-in-node-ports': kind<{ port: number; range: string }>({
    retry: false,
    en: (p) => ({
      what: "The API server's port lies in the range of NodePorts",
      found: `port ${p.port}, network.nodePorts ${p.range}`,
      expected: 'a port that no service can be given',
      remedies: ['Change endpoint.port (6443 is the default) or network.nodePorts'],
    }),
    zh: (p) => ({
      what: 'API 服务端口位于 NodePort 范围内',
      found: `端口 ${p.port}，network.nodePorts ${p.range}`,
      expected: '不会分配给任何 Service 的端口',
      remedies: ['更改 endpoint.port（默认 6443）或 network.nodePorts'],
    }),
  }),
  'spec.label-reserved': kind<{ path: string; label: string }>({
    retry: false,
    en: (p) => ({
      what: 'A node may not give itself this label',
      found: `${p.path}: ${p.label}`,
      expected: 'labels outside of kubernetes.io and k8s.io, or of node.kubernetes.io and kubelet.kubernetes.io',
      remedies: ['Take it out of the spec and set it afterwards: kubectl label node NODE LABEL=VALUE'],
    }),
    zh: (p) => ({
      what: '节点不能给自己设置该标签',
      found: `${p.path}：${p.label}`,
      expected: 'kubernetes.io 与 k8s.io 以外的标签，或 node.kubernetes.io、kubelet.kubernetes.io 下的标签',
      remedies: ['从配置中删除，部署后再设置：kubectl label node 节点 标签=值'],
    }),
  }),
  'spec.logs-version': kind<{ path: string; version: string }>({
    retry: false,
    en: (p) => ({
      what: 'This version of Kubernetes cannot keep logs elsewhere',
      found: `logs at ${p.path} with ${p.version}`,
      expected: 'Kubernetes 1.30 or later, or logs at /var/log/pods',
      remedies: ['Set storage.logs to /var/log/pods'],
    }),
    zh: (p) => ({
      what: '该 Kubernetes 版本不支持更改日志路径',
      found: `日志路径 ${p.path}，版本 ${p.version}`,
      expected: 'Kubernetes 1.30 及以上，或日志路径为 /var/log/pods',
      remedies: ['将 storage.logs 设为 /var/log/pods'],
    }),
  }),
  'spec.algorithm-version': kind<{ algorithm: string; version: string; since: string }>({
    retry: false,
    en: (p) => ({
      what: 'This version of kubeadm does not make such keys',
      found: `certificates.algorithm ${p.algorithm} with Kubernetes ${p.version}`,
      expected: `Kubernetes ${p.since} or later, so that the keys that kubeadm makes on the nodes are of the same kind`,
      remedies: ['Choose rsa-2048, or a later version of Kubernetes'],
    }),
    zh: (p) => ({
      what: '该版本的 kubeadm 不支持此类密钥',
      found: `certificates.algorithm 为 ${p.algorithm}，Kubernetes 版本为 ${p.version}`,
      expected: `Kubernetes ${p.since} 及以上，使 kubeadm 在节点上生成的密钥与之相同`,
      remedies: ['改用 rsa-2048，或使用更高版本的 Kubernetes'],
    }),
  }),
  'spec.stacked-etcd-path': kind<{ node: string; path: string; others: string }>({
    retry: false,
    en: (p) => ({
      what: 'With stacked etcd all masters have one path for it',
      found: `${p.node} has ${p.path}, the cluster ${p.others}`,
      expected: 'the same path on every master, since kubeadm keeps one for the whole cluster',
      remedies: ['Set storage.etcd for the whole cluster', 'Or use `etcd: { topology: external }`'],
    }),
    zh: (p) => ({
      what: 'etcd 与控制面同栈（stacked）时，所有主节点的数据路径必须相同',
      found: `${p.node} 为 ${p.path}，集群为 ${p.others}`,
      expected: '每个主节点路径相同，因为 kubeadm 只为整个集群保存一个路径',
      remedies: ['为整个集群设置 storage.etcd', '或使用 `etcd: { topology: external }`'],
    }),
  }),
};
