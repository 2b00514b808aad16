import type { Language } from '../problems/problem.ts';
import type { RunState, StepStatus } from '../run/state.ts';

interface ReportWords {
  readonly title: (cluster: string) => string;
  readonly cluster: string;
  readonly item: string;
  readonly value: string;
  readonly kubernetes: string;
  readonly endpoint: string;
  readonly topology: (topology: string) => string;
  readonly pods: string;
  readonly services: string;
  readonly domain: string;
  readonly nodes: string;
  readonly node: string;
  readonly address: string;
  readonly roles: string;
  readonly versions: string;
  readonly part: string;
  readonly version: string;
  readonly certificates: string;
  readonly authoritiesNote: string;
  readonly certificate: string;
  readonly subject: string;
  readonly issuer: string;
  readonly from: string;
  readonly until: string;
  readonly runs: string;
  readonly run: (begun: string, took: string, outcome: string, worked: number, steps: number) => string;
  readonly outcome: Readonly<Record<RunState['status'], string>>;
  /** Of a run whose journal is damaged. */
  readonly unreadable: string;
  readonly phase: string;
  readonly step: string;
  readonly result: string;
  readonly duration: string;
  readonly status: Readonly<Record<StepStatus, string>>;
  /** Of a proof that holds. */
  readonly proven: string;
  /** Of a proof that was skipped. */
  readonly notProven: string;
  readonly skipped: string;
  readonly skippedNote: string;
  readonly cost: string;
  readonly accepted: string;
  readonly noneAccepted: string;
  readonly finding: string;
  readonly by: string;
  readonly skippedBy: string;
  readonly when: string;
  readonly reason: string;
  readonly erasure: string;
  readonly erased: (at: string, by: string) => string;
}

/** What the report says, in both languages. */
export const reportWords: Readonly<Record<Language, ReportWords>> = {
  en: {
    title: (cluster) => `Report on the cluster ${cluster}`,
    cluster: 'Cluster',
    item: 'Item',
    value: 'Value',
    kubernetes: 'Kubernetes version',
    endpoint: 'API endpoint',
    topology: (topology) => (topology === 'external' ? 'external, on the masters' : 'stacked'),
    pods: 'Pod network',
    services: 'Service network',
    domain: 'DNS domain',
    nodes: 'Nodes',
    node: 'Node',
    address: 'Address',
    roles: 'Roles',
    versions: 'Versions',
    part: 'Part',
    version: 'Version',
    certificates: 'Certificates',
    authoritiesNote:
      'Those that this workspace keeps, the first to expire first. What lies on the nodes now: `barque certs list`. To renew: `barque certs renew`.',
    certificate: 'Certificate',
    subject: 'Subject',
    issuer: 'Issuer',
    from: 'Valid from (UTC)',
    until: 'Valid until (UTC)',
    runs: 'Runs',
    run: (begun, took, outcome, worked, steps) =>
      `Begun ${begun} UTC, took ${took}: ${outcome}. ${worked} of ${steps} steps did something.`,
    outcome: {
      'not-started': 'not started',
      running: 'not finished',
      success: 'success',
      failed: 'failed',
      cancelled: 'cancelled',
    },
    unreadable: 'The journal of this run is damaged: what became of it is not known.',
    phase: 'Phase',
    step: 'Step',
    result: 'Result',
    duration: 'Duration',
    status: {
      waiting: 'not started',
      running: 'not finished',
      satisfied: 'as it should be',
      changed: 'changed',
      skipped: 'skipped',
      failed: 'failed',
      cancelled: 'cancelled',
    },
    proven: 'proven',
    notProven: 'skipped: not proven',
    skipped: 'Skipped steps',
    skippedNote: 'The run that finished the cluster went on without these. To do them after all: `barque apply`.',
    cost: 'What it costs',
    accepted: 'Accepted findings',
    noneAccepted: 'None.',
    finding: 'Finding',
    by: 'Accepted by',
    skippedBy: 'Skipped by',
    when: 'When (UTC)',
    reason: 'Reason',
    erasure: 'Erasure',
    erased: (at, by) => `After the hand-over, ${by} erased the following from this machine at ${at} UTC:`,
  },
  zh: {
    title: (cluster) => `集群 ${cluster} 的报告`,
    cluster: '集群',
    item: '项目',
    value: '值',
    kubernetes: 'Kubernetes 版本',
    endpoint: 'API 端点',
    topology: (topology) => (topology === 'external' ? '外部 etcd，位于各 master' : '堆叠（stacked）etcd'),
    pods: 'Pod 网络',
    services: 'Service 网络',
    domain: 'DNS 域',
    nodes: '节点',
    node: '节点',
    address: '地址',
    roles: '角色',
    versions: '版本',
    part: '组件',
    version: '版本',
    certificates: '证书',
    authoritiesNote:
      '本工作区保存的证书，最早到期的排在最前。查看节点上当前的证书：`barque certs list`。续期：`barque certs renew`。',
    certificate: '证书',
    subject: '主体',
    issuer: '颁发者',
    from: '生效日期（UTC）',
    until: '到期日期（UTC）',
    runs: '执行记录',
    run: (begun, took, outcome, worked, steps) =>
      `开始于 ${begun}（UTC），用时 ${took}，结果：${outcome}。共 ${steps} 个步骤，其中 ${worked} 个执行了操作。`,
    outcome: { 'not-started': '未开始', running: '未结束', success: '成功', failed: '失败', cancelled: '已取消' },
    unreadable: '此次执行的日志已损坏，无法得知其结果。',
    phase: '阶段',
    step: '步骤',
    result: '结果',
    duration: '用时',
    status: {
      waiting: '未开始',
      running: '未结束',
      satisfied: '已符合',
      changed: '已更改',
      skipped: '已跳过',
      failed: '失败',
      cancelled: '已取消',
    },
    proven: '已通过',
    notProven: '已跳过：未验证',
    skipped: '跳过的步骤',
    skippedNote: '建成集群的那次执行跳过了以下步骤。如需补做：`barque apply`。',
    cost: '代价',
    accepted: '已接受的检查结果',
    noneAccepted: '无。',
    finding: '检查结果',
    by: '接受人',
    skippedBy: '跳过人',
    when: '时间（UTC）',
    reason: '理由',
    erasure: '清除记录',
    erased: (at, by) => `交付之后，${by} 于 ${at}（UTC）从本机清除了以下内容：`,
  },
};
