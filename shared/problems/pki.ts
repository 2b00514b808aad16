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

/** What is odd about how long certificates are to last. */
export type ValidityFault = 'authority-long' | 'authority-short' | 'leaf-long' | 'leaf-short' | 'outlives';

const validities: Record<ValidityFault, { en: string; zh: string }> = {
  'authority-long': {
    en: 'at most 3650 days: a key that is trusted for longer has more time to be lost',
    zh: '最多 3650 天：密钥受信任的时间越长，泄露的可能越大',
  },
  'authority-short': {
    en: 'at least 365 days: when its authorities end, the cluster has to be given new ones everywhere at once',
    zh: '至少 365 天：证书颁发机构到期后，整个集群的证书都必须同时更换',
  },
  'leaf-long': {
    en: 'at most 3650 days: certificates cannot be revoked in Kubernetes, so they should end',
    zh: '最多 3650 天：Kubernetes 不能吊销证书，因此证书应当到期失效',
  },
  'leaf-short': {
    en: 'at least 30 days: nobody renews certificates more often than that without a machine that does',
    zh: '至少 30 天：没有自动化手段时，很难更频繁地续签证书',
  },
  outlives: {
    en: 'no longer than certificates.validity.authorities: a certificate ends with its authority at the latest',
    zh: '不超过 certificates.validity.authorities：证书最迟与其颁发机构同时到期',
  },
};

/** Why the company's authority cannot sign the cluster's. */
export type ParentFault =
  'unreadable' | 'key-unreadable' | 'key-kind' | 'mismatch' | 'not-an-authority' | 'no-room' | 'out-of-date';

const parentFaults: Record<ParentFault, { en: string; zh: string }> = {
  unreadable: { en: 'its certificate cannot be read', zh: '无法读取其证书' },
  'key-unreadable': {
    en: 'its private key cannot be read: it is not PEM, or it is encrypted and the passphrase is missing or wrong',
    zh: '无法读取其私钥：不是 PEM 格式，或已加密而口令缺失或错误',
  },
  'key-kind': {
    en: 'its key is neither RSA nor ECDSA (P-256, P-384, P-521)',
    zh: '其密钥既不是 RSA，也不是 ECDSA（P-256、P-384、P-521）',
  },
  mismatch: { en: 'its certificate and its key do not belong together', zh: '其证书与私钥不匹配' },
  'not-an-authority': {
    en: 'its certificate is not that of an authority: it may not sign others',
    zh: '该证书不是证书颁发机构的证书，不能签发其他证书',
  },
  'no-room': {
    en: 'its certificate forbids authorities below it (a path length of 0)',
    zh: '该证书禁止下级证书颁发机构（路径长度为 0）',
  },
  'out-of-date': { en: 'its certificate is not valid now', zh: '该证书当前不在有效期内' },
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
        '从备份中恢复工作区及其凭据库',
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
  'pki.validity': kind<{ path: string; days: number; fault: ValidityFault }>({
    retry: false,
    en: (p) => ({
      what: 'Certificates are to last unusually long or short',
      found: `${p.path}: ${p.days} days`,
      expected: validities[p.fault].en,
      remedies: [`Correct ${p.path}, or go on if this is meant`],
    }),
    zh: (p) => ({
      what: '证书的有效期异常',
      found: `${p.path}：${p.days} 天`,
      expected: validities[p.fault].zh,
      remedies: [`更正 ${p.path}；如果确实需要，可以继续`],
    }),
  }),
  'pki.parent-unusable': kind<{ subject: string; fault: ParentFault }>({
    retry: false,
    en: (p) => ({
      what: "The company's certificate authority cannot sign those of this cluster",
      found: `${p.subject === '' ? 'certificates.parent' : p.subject}: ${parentFaults[p.fault].en}`,
      expected: 'the certificate of an authority that may have authorities below it, and its private key',
      remedies: [
        'Check certificates.parent in the spec, and the secrets that it names: a key of several lines is given by --secrets FILE, such as YAML with the PEM as a block',
        "Ask those who run the company's authority for a subordinate one of its own for clusters",
      ],
    }),
    zh: (p) => ({
      what: '公司的证书颁发机构无法为此集群签发证书',
      found: `${p.subject === '' ? 'certificates.parent' : p.subject}：${parentFaults[p.fault].zh}`,
      expected: '允许下级证书颁发机构的 CA 证书及其私钥',
      remedies: [
        '检查配置中的 certificates.parent 及其引用的机密：多行的私钥通过 --secrets 文件提供，例如以块文本写入 PEM 的 YAML',
        '向公司证书颁发机构的管理者申请一个供集群使用的下级 CA',
      ],
    }),
  }),
  'pki.parent-ends': kind<{ subject: string; notAfter: string; days: number }>({
    retry: false,
    en: (p) => ({
      what: "The company's certificate authority ends before the cluster's would",
      found: `${p.subject} ends on ${p.notAfter}`,
      expected: `${p.days} days, as certificates.validity.authorities says; the cluster's authorities end with it`,
      remedies: ['Use an authority that lasts longer, or go on if this is meant'],
    }),
    zh: (p) => ({
      what: '公司的证书颁发机构比集群的更早到期',
      found: `${p.subject} 于 ${p.notAfter} 到期`,
      expected: `certificates.validity.authorities 所要求的 ${p.days} 天；集群的证书颁发机构将与其同时到期`,
      remedies: ['使用有效期更长的证书颁发机构；如果确实如此，可以继续'],
    }),
  }),
  'pki.parent-changed': kind<{ authority: string; issuer: string; wanted: string }>({
    retry: false,
    en: (p) => ({
      what: "The cluster's authorities were signed by somebody else than the spec says",
      found: `${p.authority} was issued by ${p.issuer}`,
      expected: p.wanted === '' ? 'no parent, as certificates.parent is not there' : p.wanted,
      remedies: ['Set certificates.parent back to what the cluster was built with', 'For another parent, build a new cluster'],
    }),
    zh: (p) => ({
      what: '集群证书颁发机构的签发者与配置不符',
      found: `${p.authority} 由 ${p.issuer} 签发`,
      expected: p.wanted === '' ? '没有上级（配置中没有 certificates.parent）' : p.wanted,
      remedies: ['将 certificates.parent 改回创建集群时的值', '如需更换上级证书颁发机构，请新建集群'],
    }),
  }),
};
