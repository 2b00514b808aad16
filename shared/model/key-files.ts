import { layout } from './layout.ts';

/** The kubeconfigs that kubeadm's nodes have: each holds a client's private key. */
const kubeconfigs = [
  layout.adminConf,
  layout.superAdminConf,
  '/etc/kubernetes/controller-manager.conf',
  '/etc/kubernetes/scheduler.conf',
  '/etc/kubernetes/kubelet.conf',
];

/** Root's key for the other nodes, where they are to trust each other. */
export const nodeTrustKeyFile = '/root/.ssh/barque_ed25519';

/**
 * Whether a file of a node can hold a private key: a kubeconfig, anything in a directory called pki (Kubernetes', etcd's and the kubelet's,
 * wherever the spec puts those), the key of mutual trust. Of such a file no copy is ever made: what replaces or removes it does so to
 * end its life.
 */
export const holdsKeys = (path: string): boolean =>
  path.includes('/pki/') || /^\/etc\/kubernetes\/[^/]+\.conf$/.test(path) || path === nodeTrustKeyFile;

/** Where an earlier Barque kept copies of such files, as before-images, on a node. */
export const keptKeyFiles = ({ master }: { readonly master: boolean }): readonly string[] =>
  [nodeTrustKeyFile, ...(master ? [layout.kubernetesPki, layout.etcdPki, ...kubeconfigs] : [])].map(
    (path) => `${layout.state}/before/kept${path}`,
  );
