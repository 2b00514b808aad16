import { kind } from './define.ts';

/** Why an authority that is kept cannot be used. */
export type AuthorityFault = 'incomplete' | 'unreadable' | 'mismatch';

const faults: Record<AuthorityFault, { en: string; zh: string }> = {
  incomplete: {
    en: 'its certificate or its key is missing while other parts of the cluster are there',
    zh: '集群的其他证书仍在，但它的证书或私钥缺失',
  },
  unreadable: { en: 'its certificate or its key cannot be read', zh: '它的证书或私钥无法读取' },
  mismatch: { en: 'its certificate and its key do not belong together', zh: '它的证书与私钥不匹配' },
};

/** Problems of the certificates and keys that Barque makes and keeps. */
export const pkiProblems = {
  'pki.authority-unusable': kind<{ authority: string; fault: AuthorityFault }>({
    retry: false,
    en: (p) => ({
      what: `The authority ${p.authority} of this cluster is damaged`,
      found: faults[p.fault].en,
      expected: 'the certificate and the key as they were made with the cluster',
      remedies: [
        'Restore the workspace, with its vault, from a backup',
        'For a cluster that was never deployed: begin with an empty workspace. A new authority would lock every node of a standing one out',
      ],
    }),
    zh: (p) => ({
      what: `此集群的证书颁发机构 ${p.authority} 已损坏`,
      found: faults[p.fault].zh,
      expected: '创建集群时生成的证书和私钥',
      remedies: [
        '从备份中恢复工作区及其保险库',
        '如果集群从未部署过，请使用空的工作区重新开始；对已运行的集群更换颁发机构会使所有节点失去信任',
      ],
    }),
  }),
  'pki.authority-out-of-date': kind<{ authority: string; notBefore: string; notAfter: string; clock: string }>({
    retry: false,
    en: (p) => ({
      what: `The authority ${p.authority} of this cluster is not valid now`,
      found: `valid from ${p.notBefore} to ${p.notAfter}, and the earliest clock says ${p.clock}`,
      expected: 'a clock within that time',
      remedies: [
        'Check the clocks of this machine and of the nodes',
        'If the clocks are right, the authority has to be replaced',
      ],
    }),
    zh: (p) => ({
      what: `此集群的证书颁发机构 ${p.authority} 当前不在有效期内`,
      found: `有效期为 ${p.notBefore} 至 ${p.notAfter}，而最早的时钟为 ${p.clock}`,
      expected: '时钟处于该有效期内',
      remedies: ['检查本机和各节点的时钟', '如果时钟正确，则需要更换该颁发机构'],
    }),
  }),
};
