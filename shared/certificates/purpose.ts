/** What a certificate of a cluster is for. */
export type Purpose = (typeof purposes)[number][0];

/** The names under which the workspace keeps them (model/pki-names.ts), the special ones first. */
const purposes = [
  ['etcd-authority', /^pki\.etcd-ca$/],
  ['kubernetes-authority', /^pki\.kubernetes-(ca|anchor)$/],
  ['front-proxy-authority', /^pki\.front-proxy-ca$/],
  ['etcd-server', /^pki\.etcd\..+\.server$/],
  ['etcd-peer', /^pki\.etcd\..+\.peer$/],
  ['etcd-healthcheck', /^pki\.etcd\..+\.healthcheck-client$/],
  ['apiserver-etcd-client', /^pki\.(etcd\.client|apiserver-etcd-client\..+)$/],
  ['apiserver-kubelet-client', /^pki\.apiserver-kubelet-client\..+$/],
  ['apiserver', /^pki\.apiserver\..+$/],
  ['front-proxy-client', /^pki\.front-proxy-client\..+$/],
  ['kubelet-server', /^pki\.kubelet-server\..+$/],
  ['kubelet', /^pki\.kubelet\..+$/],
  ['controller-manager', /^pki\.controller-manager\..+$/],
  ['scheduler', /^pki\.scheduler\..+$/],
  ['registry', /^pki\.registry\..+$/],
  ['user', /^pki\.user\..+$/],
  ['admin', /^pki\.admin(\..+)?$/],
  ['join', /^join\..+$/],
] as const;

/** What the certificate is for that a workspace keeps as `NAME.crt`; undefined for a name that none of the cluster's has. */
export function purposeOf(file: string): Purpose | undefined {
  const name = file.replace(/\.crt$/, '');
  return purposes.find(([, form]) => form.test(name))?.[0];
}
