import { kind, list } from './define.ts';

/**
 * Problems that the checks find with what is to become a cluster: what was on its hosts before, how many masters it has, what it is
 * deployed from.
 */
export const clusterCheckProblems = {
  'check.other-cluster': kind<{ found: string; expected: string }>({
    retry: false,
    en: (p) => ({
      what: 'The host belongs to another cluster that Barque made',
      found: `cluster ${p.found}`,
      expected: `a host without a cluster, or of this one (${p.expected})`,
      remedies: ['Open the workspace that this cluster was made with', 'Or take another host'],
    }),
    zh: (p) => ({
      what: '该主机属于 Barque 创建的另一个集群',
      found: `集群 ${p.found}`,
      expected: `没有集群的主机，或属于本集群（${p.expected}）`,
      remedies: ['使用创建该集群时的工作区', '或换一台主机'],
    }),
  }),
  'check.leftovers': kind<{ paths: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'The host holds a Kubernetes or etcd that Barque did not make',
      found: list(p.paths),
      expected: 'a host without a cluster',
      remedies: [
        'If it is in use, take another host',
        'If it is a leftover, save what is needed and remove it (kubeadm reset), then check again',
      ],
    }),
    zh: (p) => ({
      what: '主机上有并非 Barque 创建的 Kubernetes 或 etcd',
      found: list(p.paths, '、'),
      expected: '没有集群的主机',
      remedies: ['如果仍在使用，请换一台主机', '如果是残留，请备份后清除（kubeadm reset），再重新检查'],
    }),
  }),
  'check.quorum': kind<{ members: number; survives: number }>({
    retry: false,
    en: (p) => ({
      what: 'The number of masters is not a good etcd quorum',
      found: `${p.members}: the cluster survives the loss of ${p.survives}`,
      expected: '3 (survives the loss of 1) or 5 (survives the loss of 2)',
      remedies: ['Use three masters'],
    }),
    zh: (p) => ({
      what: 'master 的数量不利于 etcd 仲裁',
      found: `${p.members} 台：可容忍 ${p.survives} 台故障`,
      expected: '3 台（容忍 1 台故障）或 5 台（容忍 2 台故障）',
      remedies: ['使用三台 master'],
    }),
  }),
  'check.practice': kind<{ bundle: 'practice' | 'real' }>({
    retry: false,
    en: (p) => ({
      what: 'A practice package and real hosts do not go together',
      found: p.bundle === 'practice' ? 'a practice package on a real host' : 'a package with real programs on a practice host',
      expected: 'the practice package on practice hosts, and no other package there',
      remedies:
        p.bundle === 'practice'
          ? ['Choose a package with real programs: a practice package holds none']
          : ['Choose the package that practice mode has made'],
    }),
    zh: (p) => ({
      what: '演练离线包与真实主机不能混用',
      found: p.bundle === 'practice' ? '在真实主机上使用了演练离线包' : '在演练主机上使用了真实离线包',
      expected: '演练主机只使用演练离线包，真实主机只使用真实离线包',
      remedies: p.bundle === 'practice' ? ['选择真实离线包：演练离线包中没有可用的程序'] : ['选择演练模式生成的离线包'],
    }),
  }),
};
