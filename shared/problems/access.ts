import { kind } from './define.ts';

const verbs = {
  create: { en: 'make', zh: '创建' },
  list: { en: 'list', zh: '列出' },
  delete: { en: 'delete', zh: '删除' },
};

/** Problems of giving somebody access: kubeconfigs of users, tokens of nodes. */
export const accessProblems = {
  'kubeconfig.no-authority': kind<{ workspace: string }>({
    retry: false,
    en: (p) => ({
      what: 'This workspace has no certificate authority to sign with',
      found: `${p.workspace} lacks the Kubernetes authority or its key`,
      expected: 'the workspace of a cluster that was deployed, with its keys',
      remedies: ['Deploy the cluster first: barque apply', 'If the vault was handed over, ask those who have it'],
    }),
    zh: (p) => ({
      what: '此工作区没有可用于签发的证书颁发机构',
      found: `${p.workspace} 缺少 Kubernetes 证书颁发机构或其私钥`,
      expected: '已部署集群的工作区，且保有其私钥',
      remedies: ['先部署集群：barque apply', '如果凭据库已移交，请联系持有者'],
    }),
  }),
  'kubeconfig.name': kind<{ name: string }>({
    retry: false,
    en: (p) => ({
      what: 'This cannot be the name of a user or a group here',
      found: p.name,
      expected: 'at most 63 letters, digits and @ . _ : -, beginning with a letter or digit',
      remedies: ['Choose another name'],
    }),
    zh: (p) => ({
      what: '用户名或组名不合法',
      found: p.name,
      expected: '最多 63 个字母、数字和 @ . _ : -，以字母或数字开头',
      remedies: ['更换名称'],
    }),
  }),
  'kubeconfig.days': kind<{ days: string; longest: number }>({
    retry: false,
    en: (p) => ({
      what: 'A kubeconfig cannot be valid for that long',
      found: `${p.days} days`,
      expected: `a whole number of days from 1 to ${p.longest}`,
      remedies: ['Correct --days'],
    }),
    zh: (p) => ({
      what: 'kubeconfig 的有效期不合法',
      found: `${p.days} 天`,
      expected: `1 到 ${p.longest} 的整数天`,
      remedies: ['更正 --days'],
    }),
  }),
  'kubeconfig.masters': kind<{ user: string; days: number }>({
    retry: false,
    en: (p) => ({
      what: 'The group system:masters is above all authorization',
      found: `${p.user} would be in it for ${p.days} days`,
      expected: 'a group that RBAC rules, such as kubeadm:cluster-admins, which can be taken its rights again',
      remedies: ['Use it only to mend a cluster whose RBAC is broken, with few --days', 'Delete the file when it has served'],
    }),
    zh: (p) => ({
      what: 'system:masters 组不受任何授权限制',
      found: `${p.user} 将在 ${p.days} 天内属于该组`,
      expected: '受 RBAC 管理的组，例如 kubeadm:cluster-admins，其权限可以收回',
      remedies: ['仅在修复 RBAC 故障时使用，并设置较短的 --days', '使用后删除该文件'],
    }),
  }),
  'kubeconfig.system': kind<{ names: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: "Names that begin with system: are Kubernetes' own",
      found: p.names.join(', '),
      expected: 'a name of your own, with rights by a RoleBinding or ClusterRoleBinding',
      remedies: ['Choose another name, unless a component of Kubernetes is meant'],
    }),
    zh: (p) => ({
      what: '以 system: 开头的名称由 Kubernetes 保留',
      found: p.names.join('、'),
      expected: '自定义名称，并通过 RoleBinding 或 ClusterRoleBinding 授权',
      remedies: ['更换名称，除非确实指 Kubernetes 组件'],
    }),
  }),
  'token.failed': kind<{ verb: keyof typeof verbs }>({
    retry: true,
    en: (p) => ({
      what: `The cluster did not ${verbs[p.verb].en} join tokens`,
      found: 'kubeadm or kubectl failed on this master',
      expected: 'an API server that answers',
      remedies: ['Look at the cluster: barque status'],
    }),
    zh: (p) => ({
      what: `无法${verbs[p.verb].zh}加入令牌`,
      found: '该 master 上的 kubeadm 或 kubectl 执行失败',
      expected: 'API server 正常应答',
      remedies: ['查看集群状态：barque status'],
    }),
  }),
  'token.unknown': kind<{ id: string }>({
    retry: false,
    en: (p) => ({
      what: 'There is no such token',
      found: p.id,
      expected: 'the first six characters of a token that there is',
      remedies: ['List them: barque tokens list', 'It may have ended by itself'],
    }),
    zh: (p) => ({
      what: '没有该令牌',
      found: p.id,
      expected: '现有令牌的前六个字符',
      remedies: ['列出令牌：barque tokens list', '令牌可能已自行过期'],
    }),
  }),
};
