import { kind } from './define.ts';

/** Problems of a cluster's certificates as a whole: looking at them, renewing them, handing them over. */
export const certificateProblems = {
  'certificates.renewal-unfinished': kind<{ begun: string }>({
    retry: false,
    en: (p) => ({
      what: 'A renewal of certificates is not finished',
      found: `one that began at ${p.begun}`,
      expected:
        'no renewal under way: its certificates are put in place one master at a time, and an apply would put them on all at once',
      remedies: ['Go on with it: barque certs renew'],
    }),
    zh: (p) => ({
      what: '证书续期尚未完成',
      found: `有一次续期开始于 ${p.begun}`,
      expected: '没有未完成的续期：续期逐台 master 进行，而 apply 会同时更换所有 master 的证书',
      remedies: ['继续完成续期：barque certs renew'],
    }),
  }),
  'certificates.unknown-node': kind<{ nodes: readonly string[]; known: readonly string[] }>({
    retry: false,
    en: (p) => ({
      what: 'There is no such node in this cluster',
      found: p.nodes.join(', '),
      expected: `one of ${p.known.join(', ')}`,
      remedies: ['Name nodes as the spec does'],
    }),
    zh: (p) => ({
      what: '此集群中没有该节点',
      found: p.nodes.join('、'),
      expected: `以下之一：${p.known.join('、')}`,
      remedies: ['请使用配置中的节点名称'],
    }),
  }),
  'certificates.none': kind<{ path: string }>({
    retry: false,
    en: (p) => ({
      what: 'This cluster has no certificates yet',
      found: `no certificate in the workspace ${p.path}`,
      expected: 'a cluster that was deployed from this workspace',
      remedies: [
        'Deploy the cluster first: barque apply',
        'If it was deployed from another workspace, name that one: -w WORKSPACE',
      ],
    }),
    zh: (p) => ({
      what: '此集群还没有证书',
      found: `工作区 ${p.path} 中没有证书`,
      expected: '由此工作区部署的集群',
      remedies: ['请先部署集群：barque apply', '如果集群由其他工作区部署，请指定该工作区：-w 工作区'],
    }),
  }),
};
