import type { Step, StepId, StepTitle } from '../model/plan.ts';
import type { Language } from '../problems/problem.ts';

/** That somebody takes it upon themselves to go on without a step. */
export interface Skip {
  readonly step: StepId;
  /** `user@machine`. */
  readonly by: string;
  /** When it was decided, ms since the epoch. */
  readonly at: number;
}

type Words = Readonly<Record<Language, string>>;

const notProven = (en: string, zh: string): Words => ({
  en: `It is not proven that ${en}. The report says so.`,
  zh: `未验证${zh}，报告中会注明。`,
});

/**
 * What it costs to go on without a step, by what the step does. `never` where a cluster would not stand without it, something could be
 * lost, or a secret would be left behind.
 */
const costs: Readonly<Record<StepTitle, Words | 'never'>> = {
  prepare: 'never',
  'os-packages': {
    en: 'The packages that the spec asks for are not installed on this host. kubeadm refuses to go on where it needs one of them.',
    zh: '此主机上不会安装配置中要求的软件包。如果 kubeadm 需要其中之一，之后会拒绝执行。',
  },
  time: {
    en: 'The time settings of this host stay as they are. Where its clock drifts from the others, certificates are refused and etcd becomes unstable: see to its time yourself.',
    zh: '此主机的时间设置保持不变。如果时钟与其他主机逐渐偏离，证书会被拒绝，etcd 会不稳定：请自行保证时间同步。',
  },
  trust: {
    en: 'root of this node and root of the others cannot log in to each other over SSH with Barque’s keys. The cluster does not need it.',
    zh: '此节点与其他节点的 root 之间无法用 Barque 的密钥通过 SSH 互相登录。集群本身不需要。',
  },
  runtime: 'never',
  kubernetes: 'never',
  images: 'never',
  certificates: 'never',
  'etcd-program': 'never',
  etcd: 'never',
  // what is built on an etcd without a quorum falls with it
  'etcd-quorum': 'never',
  endpoint: 'never',
  init: 'never',
  join: 'never',
  kubelet: 'never',
  flannel: 'never',
  helm: {
    en: 'There is no Helm on this master. The cluster does not need it, and it can be installed later.',
    zh: '此 master 上没有 Helm。集群本身不需要，可以之后再安装。',
  },
  registry: {
    en: 'This master holds no image registry, and whether it serves is not asked. Nodes ask the other masters’; what runs comes from the package in any case.',
    zh: '此 master 上没有镜像仓库，也不会验证它是否可用。节点会访问其他 master 上的仓库；集群自身的镜像来自离线包，不受影响。',
  },
  'nodes-ready': notProven('every node is Ready', '所有节点均为 Ready'),
  'system-pods-ready': notProven('the system pods are Ready', '系统 Pod 全部 Ready'),
  'etcd-health': notProven('etcd is healthy', 'etcd 健康'),
  'single-vip': notProven('exactly one master holds the virtual address', '虚拟地址只在一台 master 上'),
  'pod-network': notProven('pods on all nodes reach each other, DNS and services', '所有节点上的 Pod 互通、DNS 与 Service 可用'),
  'registry-serves': notProven('the image registry on this master serves', '此 master 上的镜像仓库可用'),
  // the super-administrator's key would stay on a node
  'hand-over': 'never',
  renew: 'never',
  'take-part': 'never',
  'renew-kubelet': 'never',
};

/** What a step does, by its id (`title/host`). */
export const titleIn = (step: StepId): string => step.slice(0, step.indexOf('/'));

/** Whether steps that do this may be left out. */
export const isSkippable = (title: StepTitle): boolean => costs[title] !== 'never';

/** What it costs to go on without a step, by its title; undefined where it may not be left out, or nobody knows the title. */
export function skipCost(title: string, language: Language): string | undefined {
  const cost = Object.entries(costs).find(([known]) => known === title)?.[1];
  return cost === undefined || cost === 'never' ? undefined : cost[language];
}

/**
 * The steps of a plan that are left out, by their ids: those of which it was decided, and the proofs of these. What the plan does not
 * have, or may not be left out, is none of them.
 * @param steps in the order of the plan
 */
export function skipsIn(steps: readonly Step[], decided: readonly Skip[]): ReadonlyMap<StepId, Skip> {
  const asked = new Map(decided.map((skip) => [skip.step, skip]));
  const skips = new Map<StepId, Skip>();
  const works = new Set<StepId>();
  for (const step of steps) {
    if (!step.skippable) continue;
    const isProof = step.phase === 'verify';
    const proven = isProof ? step.needs.find((need) => works.has(need)) : undefined;
    const why = asked.get(step.id) ?? (proven === undefined ? undefined : skips.get(proven));
    if (why === undefined) continue;
    skips.set(step.id, { ...why, step: step.id });
    if (!isProof) works.add(step.id);
  }
  return skips;
}
