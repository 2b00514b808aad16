import { plain } from '../draft/lists.ts';
import type { Roles } from './found.ts';

/** What a column of a table may be. */
export const columns = [
  'name',
  'address',
  'port',
  'roles',
  'user',
  'password',
  'becomePassword',
  'nodeAddress',
  'interface',
  'hostname',
  'labels',
  'taints',
  'storageRoot',
] as const;
export type Column = (typeof columns)[number];

/** Titles that people give them, in lower case without spaces and punctuation. The first two head Barque's own template. */
export const titles: Readonly<Record<Column, readonly string[]>> = {
  name: ['name', '名称', 'node', 'nodename', 'alias', '节点', '节点名', '节点名称', '服务器名称', '机器名'],
  address: [
    'address',
    '地址',
    'ip',
    'ipaddress',
    'sshaddress',
    'sship',
    'host',
    'server',
    'ip地址',
    '管理ip',
    '管理地址',
    'ssh地址',
    '主机ip',
    '服务器ip',
    '服务器地址',
    '主机',
  ],
  port: ['port', '端口', 'sshport', 'ssh端口', '端口号'],
  roles: ['role', '角色', 'roles', 'type', '节点角色', '用途', '节点类型'],
  user: ['user', '用户名', 'username', 'login', 'account', 'sshuser', '用户', '账号', '帐号', '账户', '登录用户', '登录名'],
  password: [
    'password',
    '密码',
    'pass',
    'passwd',
    'pwd',
    'sshpassword',
    'userpassword',
    '口令',
    '登录密码',
    '用户密码',
    'ssh密码',
  ],
  becomePassword: ['sudopassword', 'sudo密码', 'rootpassword', 'supassword', 'becomepassword', 'root密码', '提权密码', 'su密码'],
  nodeAddress: [
    'clusteraddress',
    '集群地址',
    'nodeip',
    'nodeaddress',
    'internalip',
    'privateip',
    'internaladdress',
    'clusterip',
    '内网ip',
    '业务ip',
    '集群ip',
    '内网地址',
    '业务地址',
    '节点地址',
  ],
  interface: ['card', '网卡', 'interface', 'nic', 'networkcard', 'privateinterface', '网卡名', '网卡名称'],
  hostname: ['hostname', '主机名', 'newhostname', '主机名称', '新主机名'],
  labels: ['labels', '标签', 'label', 'nodelabels'],
  taints: ['taints', '污点', 'taint', 'nodetaints'],
  storageRoot: [
    'datadirectory',
    '数据目录',
    'datadir',
    'datapath',
    'storage',
    'storageroot',
    'dataroot',
    '数据盘',
    '数据路径',
    '存储目录',
  ],
};

const byTitle = new Map(columns.flatMap((column) => titles[column].map((title) => [title, column] as const)));

/** The column that a title names, if it is known. */
export const columnOf = (title: string): Column | undefined =>
  byTitle.get(
    plain(title)
      .toLowerCase()
      .replace(/\(.*\)$/, '')
      .replace(/[\s_.:*/-]/g, ''),
  );

const roleWords: Readonly<Record<Roles, readonly string[]>> = {
  master: [
    'master',
    'masters',
    'controlplane',
    'control',
    'controller',
    'manager',
    'server',
    '主',
    '主节点',
    '管理节点',
    '控制节点',
    '控制平面',
    '控制面',
    'master节点',
  ],
  worker: [
    'worker',
    'workers',
    'node',
    'agent',
    'compute',
    'slave',
    '从节点',
    '工作节点',
    '计算节点',
    '工作',
    '业务节点',
    'worker节点',
    'node节点',
  ],
  both: ['both', 'all', 'single', 'mixed', '混合', '混合节点', '两者'],
};
const byWord = new Map(
  (['master', 'worker', 'both'] as const).flatMap((role) => roleWords[role].map((word) => [word, role] as const)),
);

/** The roles that a cell names; undefined where a word of it is none. etcd runs on the masters and is no role of its own. */
export function rolesOf(typed: string): Roles | undefined {
  const words = plain(typed)
    .toLowerCase()
    .replace(/control[ _-]plane/g, 'controlplane')
    .split(/[\s,;+/&|和与]+/)
    .filter((word) => word !== '' && word !== 'etcd');
  const found = words.map((word) => byWord.get(word));
  if (found.length === 0 || found.includes(undefined)) return undefined;
  const roles = new Set(found);
  return roles.size > 1 || roles.has('both') ? 'both' : found[0];
}
