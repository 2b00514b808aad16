import { practiceWords } from '../practice/words.ts';
import type { Language } from '../problems/problem.ts';

export interface ReadmeContent {
  readonly cluster: string;
  readonly practice?: boolean | undefined;
  readonly endpoint: string;
  /** Whether private keys are in the export. */
  readonly keys: boolean;
  /** Whether the keys' PKCS#12 file is there: it needs a passphrase. */
  readonly pkcs12: boolean;
  /** Whether etcd's files are there under the paper's names too. */
  readonly paper: boolean;
}

/** The README of an export: what is in it, what it is for, and what its keys mean. Markdown. */
export function readmeText(content: ReadmeContent, language: Language): string {
  const { title, intro, list, keys, check } = words[language];
  return `${[
    `# ${title(content.cluster)}`,
    ...(content.practice === true ? [`**${practiceWords[language].note}**`] : []),
    intro(content.endpoint),
    list(content)
      .map((line) => `- ${line}`)
      .join('\n'),
    content.keys ? keys.with : keys.without,
    check,
  ].join('\n\n')}\n`;
}

const words = {
  en: {
    title: (cluster: string) => `Export of the cluster ${cluster}`,
    intro: (endpoint: string) => `Written by Barque. The Kubernetes API of this cluster answers at ${endpoint}.`,
    list: ({ keys, pkcs12, paper }: ReadmeContent) => [
      '`report.en.md`, `report.zh.md`: the report on the cluster, its certificates and its runs',
      '`cluster.yaml`: the specification that the cluster was built from',
      '`kubeadm/NODE/etc/kubernetes`: certificates as kubeadm names them, as they belong on each master',
      ...(paper
        ? [
            '`paper/NODE/etc/kubernetes/pki/etcd`: the certificates of etcd as `ca.pem`, `client.pem`, `server.pem` and `peer.pem`',
          ]
        : []),
      ...(keys
        ? [
            "`kubeconfig/admin.conf`: the administrator's kubeconfig",
            "`values`: certificates and keys by the names that the plan's script (`plan.sh`) asks for",
          ]
        : []),
      ...(pkcs12
        ? ["`kubeconfig/admin.p12`: the administrator's certificate and key as PKCS#12, opened by the passphrase of this export"]
        : []),
      '`hosts/NODE`: the configuration files that were written to each node, by their paths there',
      '`journals`: what happened in each run, one event a line (JSON)',
      '`SHA256SUMS`: the checksum of every other file',
    ],
    keys: {
      with: '**This export holds private keys.** Whoever has the key of an authority can make certificates that the cluster trusts, and with them be its administrator, until every node has been given other authorities. Keep it encrypted, and where only those come who may have that power.',
      without: 'This export holds no private key and no password. With it alone nobody can act on the cluster.',
    },
    check: 'To check the files: `sha256sum --check SHA256SUMS`.',
  },
  zh: {
    title: (cluster: string) => `集群 ${cluster} 的导出内容`,
    intro: (endpoint: string) => `由 Barque 生成。此集群的 Kubernetes API 地址为 ${endpoint}。`,
    list: ({ keys, pkcs12, paper }: ReadmeContent) => [
      '`report.zh.md`、`report.en.md`：关于集群、证书与执行记录的报告',
      '`cluster.yaml`：建成集群所用的配置',
      '`kubeadm/节点/etc/kubernetes`：按 kubeadm 命名的证书，目录与各 master 上一致',
      ...(paper
        ? ['`paper/节点/etc/kubernetes/pki/etcd`：etcd 的证书，命名为 `ca.pem`、`client.pem`、`server.pem`、`peer.pem`']
        : []),
      ...(keys ? ['`kubeconfig/admin.conf`：管理员的 kubeconfig', '`values`：计划脚本（`plan.sh`）按名称读取的证书与私钥'] : []),
      ...(pkcs12 ? ['`kubeconfig/admin.p12`：管理员的证书与私钥（PKCS#12），用本次导出的口令打开'] : []),
      '`hosts/节点`：写入各节点的配置文件，按其在节点上的路径存放',
      '`journals`：每次执行的过程，每行一个事件（JSON）',
      '`SHA256SUMS`：其他所有文件的校验和',
    ],
    keys: {
      with: '**本次导出包含私钥。** 持有颁发机构私钥的人可以签发集群信任的证书，从而成为集群管理员，直到所有节点都更换颁发机构为止。请加密保存，并只交给可以拥有此权限的人。',
      without: '本次导出不含任何私钥或密码，仅凭这些内容无法操作集群。',
    },
    check: '校验文件：`sha256sum --check SHA256SUMS`。',
  },
} as const;
