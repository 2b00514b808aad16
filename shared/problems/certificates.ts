import { kind } from './define.ts';

/** Problems of a cluster's certificates as a whole: looking at them, renewing them, handing them over. */
export const certificateProblems = {
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
