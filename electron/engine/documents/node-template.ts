import writeWorkbook from 'write-excel-file/node';
import { columns, type Column } from '../../../shared/import/columns.ts';
import type { Language } from '../../../shared/problems/problem.ts';

interface Words {
  readonly title: string;
  readonly means: string;
  readonly example: string;
}

const words: Readonly<Record<Column, Readonly<Record<Language, Words>>>> = {
  name: {
    en: { title: 'Name', means: 'What the node is called: lower-case letters, digits and -', example: 'master01' },
    zh: { title: '名称', means: '节点名称：小写字母、数字和 -', example: 'master01' },
  },
  address: {
    en: {
      title: 'Address',
      means: 'The IPv4 address that SSH reaches; a range such as 10.0.0.11-13 stands for several nodes',
      example: '10.0.0.11',
    },
    zh: { title: '地址', means: 'SSH 可达的 IPv4 地址；10.0.0.11-13 这样的范围代表多个节点', example: '10.0.0.11' },
  },
  port: {
    en: { title: 'Port', means: 'The port of SSH; empty: 22', example: '22' },
    zh: { title: '端口', means: 'SSH 端口；留空为 22', example: '22' },
  },
  roles: {
    en: {
      title: 'Role',
      means: 'master, worker, or both: master,worker. Three masters survive the loss of one',
      example: 'master',
    },
    zh: { title: '角色', means: 'master、worker，或两者：master,worker。三个主节点可容忍一台故障', example: 'master' },
  },
  user: {
    en: { title: 'User', means: 'Who logs in; empty: the same for all nodes', example: 'root' },
    zh: { title: '用户名', means: '登录用户；留空则所有节点相同', example: 'root' },
  },
  password: {
    en: { title: 'Password', means: 'Better left empty and typed in later: whoever has this file can read it', example: '' },
    zh: { title: '密码', means: '建议留空、之后再输入：拿到本文件的人都能看到', example: '' },
  },
  becomePassword: {
    en: { title: 'Sudo password', means: 'Only where it is not the password of the login', example: '' },
    zh: { title: 'sudo 密码', means: '仅在与登录密码不同时填写', example: '' },
  },
  nodeAddress: {
    en: {
      title: 'Cluster address',
      means: 'The address that the cluster uses, where it is another (a second card, NAT)',
      example: '',
    },
    zh: { title: '集群地址', means: '集群内部使用的地址，仅在不同时填写（第二块网卡、NAT）', example: '' },
  },
  interface: {
    en: { title: 'Card', means: 'The network card of that address; empty: found', example: 'eth0' },
    zh: { title: '网卡', means: '该地址所在的网卡；留空则自动识别', example: 'eth0' },
  },
  hostname: {
    en: { title: 'Hostname', means: 'A host name to set; empty: the host keeps its own', example: '' },
    zh: { title: '主机名', means: '要设置的主机名；留空则保留原主机名', example: '' },
  },
  labels: {
    en: { title: 'Labels', means: 'key=value, separated by commas', example: 'disk=ssd' },
    zh: { title: '标签', means: 'key=value，以逗号分隔', example: 'disk=ssd' },
  },
  taints: {
    en: { title: 'Taints', means: 'key=value:effect, separated by commas', example: '' },
    zh: { title: '污点', means: 'key=value:effect，以逗号分隔', example: '' },
  },
  storageRoot: {
    en: {
      title: 'Data directory',
      means: 'Where the cluster keeps its data on this node; empty: below /var/lib',
      example: '/data',
    },
    zh: { title: '数据目录', means: '集群在该节点上存放数据的目录；留空为 /var/lib 下', example: '/data' },
  },
};

const sheets = {
  en: { nodes: 'Nodes', about: 'About', head: ['Column', 'Meaning', 'Example'], file: 'barque-nodes.xlsx' },
  zh: { nodes: '节点', about: '说明', head: ['列', '含义', '示例'], file: 'barque-nodes.xlsx' },
} as const;

/** A title of the template, as `columnOf` reads it back. */
export const titleOf = (column: Column, language: Language): string => words[column][language].title;

/** A workbook for a customer to fill in: a sheet for the nodes, and one that says what the columns mean. */
export async function nodeTemplate(language: Language): Promise<{ name: string; content: Buffer }> {
  const { nodes, about, head, file } = sheets[language];
  const bold = (value: string) => ({ value, fontWeight: 'bold', backgroundColor: '#e8eef4' }) as const;
  const content = await writeWorkbook([
    {
      sheet: nodes,
      data: [columns.map((column) => bold(titleOf(column, language)))],
      columns: columns.map((column) => ({ width: column === 'address' || column === 'labels' || column === 'taints' ? 24 : 16 })),
      stickyRowsCount: 1,
    },
    {
      sheet: about,
      data: [
        head.map(bold),
        ...columns.map((column) => {
          const { title, means, example } = words[column][language];
          return [title, means, example];
        }),
      ],
      columns: [{ width: 18 }, { width: 90 }, { width: 18 }],
    },
  ]).toBuffer();
  return { name: file, content };
}
