import type { Format } from '../model/format.ts';
import { kind } from './define.ts';
import { formatsEn, formatsZh } from './formats.ts';

/** Where in a file something stands: a line's number, a cell (`B7`), or a path (`spec.hosts[2]`). */
const at = (place: string) => (/^\d+$/.test(place) ? `line ${place}` : /^[A-Z]{1,3}\d+$/.test(place) ? `cell ${place}` : place);
const atZh = (place: string) =>
  /^\d+$/.test(place) ? `第 ${place} 行` : /^[A-Z]{1,3}\d+$/.test(place) ? `单元格 ${place}` : place;

/** What is wrong with a list of nodes that was pasted or opened. Values that may be secrets are never shown. */
export const importProblems = {
  'import.too-large': kind<{ size: number; limit: number; what: 'text' | 'file' | 'nodes' | 'columns' }>({
    retry: false,
    en: (p) => ({
      what: 'The list is too large',
      found: { text: `${p.size} characters`, file: `${p.size} bytes`, nodes: `${p.size} nodes`, columns: `${p.size} columns` }[
        p.what
      ],
      expected: `at most ${p.limit}`,
      remedies: ['Check that this is the right file', 'Take out what are no nodes'],
    }),
    zh: (p) => ({
      what: '列表过大',
      found: { text: `${p.size} 个字符`, file: `${p.size} 字节`, nodes: `${p.size} 个节点`, columns: `${p.size} 列` }[p.what],
      expected: `最多 ${p.limit}`,
      remedies: ['检查是否选对了文件', '删除与节点无关的内容'],
    }),
  }),
  'import.unreadable': kind<{ at: string; reason: string }>({
    retry: false,
    en: (p) => ({
      what: 'The list cannot be read',
      found: p.at === '' ? p.reason : `${at(p.at)}: ${p.reason}`,
      expected: 'a table, an .xlsx workbook, an Ansible inventory, a KubeKey configuration or a k0sctl.yaml',
      remedies: ['Check the file, or paste the nodes as a table: name, address, role'],
    }),
    zh: (p) => ({
      what: '无法读取节点列表',
      found: p.at === '' ? p.reason : `${atZh(p.at)}：${p.reason}`,
      expected: '表格、.xlsx 工作簿、Ansible 清单、KubeKey 配置或 k0sctl.yaml',
      remedies: ['检查文件，或以表格形式粘贴节点：名称、地址、角色'],
    }),
  }),
  'import.no-nodes': kind<{ rows: number }>({
    retry: false,
    en: (p) => ({
      what: 'There are no nodes in the list',
      found: `${p.rows} rows with an address`,
      expected: 'at least one node, such as: master01 10.0.0.11 master',
      remedies: ['Check what was copied; a header with the words name, address and role helps'],
    }),
    zh: (p) => ({
      what: '列表中没有节点',
      found: `${p.rows} 行包含地址`,
      expected: '至少一个节点，例如：master01 10.0.0.11 master',
      remedies: ['检查复制的内容；带有 名称、地址、角色 的表头有助于识别'],
    }),
  }),
  'import.value': kind<{ at: string; found: string; format: Format }>({
    retry: false,
    en: (p) => ({
      what: 'A value in the list is not what belongs there',
      found: `${at(p.at)}: ${p.found}`,
      expected: formatsEn[p.format],
      remedies: [`Correct ${at(p.at)}`],
    }),
    zh: (p) => ({
      what: '列表中的值不符合要求',
      found: `${atZh(p.at)}：${p.found}`,
      expected: formatsZh[p.format],
      remedies: [`更正${atZh(p.at)}`],
    }),
  }),
  'import.role': kind<{ at: string; found: string }>({
    retry: false,
    en: (p) => ({
      what: 'A role in the list is not known',
      found: `${at(p.at)}: ${p.found}`,
      expected: 'master, worker, or both (master,worker)',
      remedies: ['Correct it; the node is taken as a worker until then'],
    }),
    zh: (p) => ({
      what: '列表中有无法识别的角色',
      found: `${atZh(p.at)}：${p.found}`,
      expected: 'master、worker，或两者（master,worker）',
      remedies: ['请更正；在此之前该节点按工作节点处理'],
    }),
  }),
  'import.range': kind<{ at: string; found: string; why: 'form' | 'many' | 'counts'; limit: number }>({
    retry: false,
    en: (p) => ({
      what: 'A range in the list cannot be expanded',
      found: `${at(p.at)}: ${p.found}`,
      expected: {
        form: 'a range such as 10.0.0.11-13 or node[01-20], the smaller number first',
        many: `at most ${p.limit} nodes`,
        counts: 'as many names as addresses in one row',
      }[p.why],
      remedies: ['Correct the range, or write one row for each node'],
    }),
    zh: (p) => ({
      what: '列表中的范围无法展开',
      found: `${atZh(p.at)}：${p.found}`,
      expected: {
        form: '形如 10.0.0.11-13 或 node[01-20] 的范围，较小的数在前',
        many: `最多 ${p.limit} 个节点`,
        counts: '同一行中名称与地址的数量相同',
      }[p.why],
      remedies: ['更正范围，或每个节点写一行'],
    }),
  }),
  'import.not-understood': kind<{ at: string }>({
    retry: false,
    en: (p) => ({
      what: 'Something in the list was not understood and left out',
      found: `${at(p.at)} (not shown: it may be a secret)`,
      expected: 'a header that names the columns: name, address, port, role, user, password',
      remedies: ['Add a header row, or type what is missing into the table'],
    }),
    zh: (p) => ({
      what: '列表中有无法识别的内容，已忽略',
      found: `${atZh(p.at)}（不显示内容：可能是机密）`,
      expected: '标明各列的表头：名称、地址、端口、角色、用户名、密码',
      remedies: ['添加表头，或在表格中补充缺少的内容'],
    }),
  }),
  'import.column-unknown': kind<{ at: string; found: string }>({
    retry: false,
    en: (p) => ({
      what: 'A column of the list is not known and was left out',
      found: `${at(p.at)}: ${p.found}`,
      expected: 'columns such as name, address, port, role, user, password, labels',
      remedies: ['Nothing, if it is not needed; otherwise rename it'],
    }),
    zh: (p) => ({
      what: '列表中有无法识别的列，已忽略',
      found: `${atZh(p.at)}：${p.found}`,
      expected: '名称、地址、端口、角色、用户名、密码、标签等列',
      remedies: ['如不需要则无需处理；否则请修改列名'],
    }),
  }),
  'import.key-file': kind<{ at: string; path: string }>({
    retry: false,
    en: (p) => ({
      what: 'The private key is in a file of its own',
      found: `${at(p.at)}: ${p.path}`,
      expected: "the key in this cluster's vault",
      remedies: [`Put the content of ${p.path} in as the key of the login`],
    }),
    zh: (p) => ({
      what: '私钥在单独的文件中',
      found: `${atZh(p.at)}：${p.path}`,
      expected: '私钥保存在本集群的凭据库中',
      remedies: [`将 ${p.path} 的内容填入登录私钥`],
    }),
  }),
  'import.encrypted': kind<{ at: string }>({
    retry: false,
    en: (p) => ({
      what: 'A value is encrypted or computed by Ansible and was left out',
      found: at(p.at),
      expected: 'a plain value',
      remedies: ['Type it in by hand: passwords go straight into the vault'],
    }),
    zh: (p) => ({
      what: '有一个值由 Ansible 加密或计算得出，已忽略',
      found: atZh(p.at),
      expected: '普通的值',
      remedies: ['请手动输入：密码会直接存入凭据库'],
    }),
  }),
};
