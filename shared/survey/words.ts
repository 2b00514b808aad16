import type { Limit } from '../catalog/newest.ts';
import type { Severity } from '../checks/check.ts';
import type { NodeDraft } from '../draft/draft.ts';
import type { Language } from '../problems/problem.ts';
import type { Occupant } from './host.ts';

interface SurveyWords {
  readonly title: (site: string) => string;
  readonly summary: string;
  readonly item: string;
  readonly value: string;
  readonly site: string;
  readonly looked: string;
  readonly hosts: string;
  readonly hostsSeen: (known: number, all: number) => string;
  readonly kubernetes: string;
  readonly noVersion: string;
  readonly whyNot: (minor: string) => string;
  readonly limit: (limit: Limit) => string;
  readonly nothingChanged: string;
  readonly nothingChangedMeans: string;
  readonly columns: readonly string[];
  readonly roles: Readonly<Record<NodeDraft['roles'], string>>;
  readonly disk: (path: string, type: string, freeGb: number, sizeGb: number) => string;
  readonly occupant: (occupant: Occupant) => string;
  readonly notSeen: string;
  readonly findings: string;
  readonly severity: string;
  readonly severities: Readonly<Record<Severity, string>>;
  readonly host: string;
  readonly everywhere: string;
  readonly what: string;
  readonly foundThere: string;
  readonly expected: string;
  readonly remedies: string;
  readonly none: string;
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;

/** What the documents of a survey say, and the screen where it says the same. */
export const surveyWords: Readonly<Record<Language, SurveyWords>> = {
  en: {
    title: (site) => `Survey of ${site}`,
    summary: 'Summary',
    item: 'Item',
    value: 'Value',
    site: 'Site',
    looked: 'Looked at (UTC)',
    hosts: 'Hosts',
    hostsSeen: (known, all) => `${known} of ${all} were looked at`,
    kubernetes: 'Newest Kubernetes that all hosts run',
    noVersion: 'none that is known',
    whyNot: (minor) => `Why not ${minor}`,
    limit: ({ host, of, found, needs }) =>
      of === 'kernel'
        ? `${host} has kernel ${found}, it wants ${needs} or newer`
        : `${host} has cgroup ${found}, it wants ${needs}`,
    nothingChanged: 'Changed on the hosts',
    nothingChangedMeans: 'nothing',
    columns: [
      ...['Name', 'Address', 'Role', 'Host name', 'System', 'Architecture', 'Kernel', 'cgroup', 'CPUs', 'Memory (GB)', 'Disks'],
      ...['Network cards', 'Clock offset (s)', 'SELinux', 'Also on the host'],
    ],
    roles: { master: 'master', worker: 'worker', both: 'master, worker' },
    disk: (path, type, free, size) => `${path} (${type}): ${free} of ${size} GB free`,
    occupant: (one) => {
      switch (one.what) {
        case 'firewall':
          return `firewall: ${one.name}`;
        case 'runtime':
          return `${one.name} runs`;
        case 'selinux':
          return `SELinux ${one.mode}`;
        case 'swap':
          return `swap: ${gigabytes(one.bytes)}`;
        case 'cluster':
          return 'node of another cluster';
        case 'leftovers':
          return `left of another cluster: ${one.paths.join(', ')}`;
      }
    },
    notSeen: 'not looked at',
    findings: 'Findings',
    severity: 'Severity',
    severities: { blocker: 'blocker', warning: 'warning' },
    host: 'Host',
    everywhere: 'all of them',
    what: 'What',
    foundThere: 'Found',
    expected: 'Expected',
    remedies: 'What to do',
    none: 'None.',
  },
  zh: {
    title: (site) => `${site} 勘察报告`,
    summary: '摘要',
    item: '项目',
    value: '值',
    site: '现场',
    looked: '勘察时间（UTC）',
    hosts: '主机',
    hostsSeen: (known, all) => `共 ${all} 台，已勘察 ${known} 台`,
    kubernetes: '所有主机都能运行的最新 Kubernetes 版本',
    noVersion: '没有已知的版本',
    whyNot: (minor) => `不能使用 ${minor} 的原因`,
    limit: ({ host, of, found, needs }) =>
      of === 'kernel' ? `${host} 的内核为 ${found}，要求 ${needs} 或更新` : `${host} 使用 cgroup ${found}，要求 ${needs}`,
    nothingChanged: '对主机的更改',
    nothingChangedMeans: '无',
    columns: [
      ...['名称', '地址', '角色', '主机名', '操作系统', '架构', '内核', 'cgroup', 'CPU 核数', '内存（GB）', '磁盘'],
      ...['网卡', '时钟偏差（秒）', 'SELinux', '主机上已有'],
    ],
    roles: { master: 'master', worker: 'worker', both: 'master, worker' },
    disk: (path, type, free, size) => `${path}（${type}）：可用 ${free} / ${size} GB`,
    occupant: (one) => {
      switch (one.what) {
        case 'firewall':
          return `防火墙：${one.name}`;
        case 'runtime':
          return `${one.name} 正在运行`;
        case 'selinux':
          return `SELinux ${one.mode}`;
        case 'swap':
          return `交换空间：${gigabytes(one.bytes)}`;
        case 'cluster':
          return '属于另一个集群的节点';
        case 'leftovers':
          return `另一个集群的残留：${one.paths.join('、')}`;
      }
    },
    notSeen: '尚未勘察',
    findings: '检查结果',
    severity: '级别',
    severities: { blocker: '阻断', warning: '警告' },
    host: '主机',
    everywhere: '全部主机',
    what: '问题',
    foundThere: '实际',
    expected: '期望',
    remedies: '处理方法',
    none: '无。',
  },
};
