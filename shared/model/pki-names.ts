/** Under which names certificates and secrets are kept, and are asked for in a plan's documents. Pure. */

const pair = <Stem extends string>(stem: Stem) => ({ certificate: `${stem}.crt`, key: `${stem}.key` }) as const;
const credential = <Stem extends string>(stem: Stem) => ({ ...pair(stem), kubeconfig: `${stem}.conf` }) as const;

/** `certificate` is a name in `ClusterPki.certificates`; `key` and `kubeconfig`, which holds the key, in `ClusterPki.secrets`. */
export const pkiNames = {
  etcdAuthority: pair('pki.etcd-ca'),
  kubernetesAuthority: pair('pki.kubernetes-ca'),
  frontProxyAuthority: pair('pki.front-proxy-ca'),
  /** Not a certificate but the public key, PEM. */
  serviceAccount: { certificate: 'pki.service-account.pub', key: 'pki.service-account.key' },
  etcdServer: (master: string) => pair(`pki.etcd.${master}.server`),
  etcdPeer: (master: string) => pair(`pki.etcd.${master}.peer`),
  etcdClient: pair('pki.etcd.client'),
  admin: credential('pki.admin'),
  /** A master's kubelet, as a client of its own API server. */
  kubelet: (master: string) => pair(`pki.kubelet.${master}`),
  join: (node: string) => credential(`join.${node}`),
} as const;

type Entry = (typeof pkiNames)[keyof typeof pkiNames];
type Pair = Entry extends infer E ? (E extends (host: string) => infer P ? P : E) : never;
export type CertificateName = Pair['certificate'];
export type SecretName = Pair['key'] | Extract<Pair, { kubeconfig: string }>['kubeconfig'];

/** The names of one certificate, its key and, if there is one, the kubeconfig made of both. */
export interface PairNames {
  readonly certificate: CertificateName;
  readonly key: SecretName;
  readonly kubeconfig?: SecretName;
}
