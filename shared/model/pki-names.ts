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
  /** A kubelet as a client: a master's has it from its join on, the others' from the first renewal. */
  kubelet: (node: string) => pair(`pki.kubelet.${node}`),
  // kubeadm makes these on the nodes; they are kept from the first renewal on
  kubeletServer: (node: string) => pair(`pki.kubelet-server.${node}`),
  apiServer: (master: string) => pair(`pki.apiserver.${master}`),
  apiServerKubeletClient: (master: string) => pair(`pki.apiserver-kubelet-client.${master}`),
  /** Where kubeadm runs etcd; an external one has `etcdClient`. */
  apiServerEtcdClient: (master: string) => pair(`pki.apiserver-etcd-client.${master}`),
  etcdHealthcheck: (master: string) => pair(`pki.etcd.${master}.healthcheck-client`),
  frontProxyClient: (master: string) => pair(`pki.front-proxy-client.${master}`),
  controllerManager: (master: string) => credential(`pki.controller-manager.${master}`),
  scheduler: (master: string) => credential(`pki.scheduler.${master}`),
  /** The administrator's kubeconfig that lies on a master; the operator's own is `admin`. */
  masterAdmin: (master: string) => credential(`pki.admin.${master}`),
  /** The registry on the masters. */
  registry: (master: string) => pair(`pki.registry.${master}`),
  join: (node: string) => credential(`join.${node}`),
} as const;

/** The node whose join credential a secret is, by its name; undefined for every other secret. */
export const joiningNode = (secret: string): string | undefined => /^join\.(.+)\.conf$/.exec(secret)?.[1];

/** The certificate of a user who was given a kubeconfig; the key is theirs alone. */
export const userCertificate = (user: string): string => `pki.user.${user}.crt`;

/** The secret that is a node's SSH key towards the other nodes; its public half follows from it. */
export const nodeTrustKey = (node: string): string => `pki.ssh.${node}.key`;

/** Where the company's authority signed the Kubernetes one: the same name and key, signed by itself. There is no other key. */
export const kubernetesAnchor = 'pki.kubernetes-anchor.crt';

type Entry = (typeof pkiNames)[keyof typeof pkiNames];
type Pair = Entry extends infer E ? (E extends (host: string) => infer P ? P : E) : never;
export type CertificateName = Pair['certificate'] | typeof kubernetesAnchor;
export type SecretName = Pair['key'] | Extract<Pair, { kubeconfig: string }>['kubeconfig'];

/** The names of one certificate, its key and, if there is one, the kubeconfig made of both. */
export interface PairNames {
  readonly certificate: CertificateName;
  readonly key: SecretName;
  readonly kubeconfig?: SecretName;
}
