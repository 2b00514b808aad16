/** Where Barque's own things are on a node. "Changed" means outside of these. */
export const layout = {
  /** State: leases, supervised commands, before-images, the blob store. */
  state: '/var/lib/barque',
  /** On a master: the evidence that a deployment of this cluster came to its end. */
  completed: '/var/lib/barque/completed',
  /** Who the node is, as the workspace has recorded it. */
  identity: '/var/lib/barque/identity.json',
  /** While this is there, an etcd member may start without data: the cluster is being founded. */
  etcdFounding: '/var/lib/barque/etcd-founding',
  config: '/etc/barque',
  run: '/run/barque',
  bin: '/opt/barque/bin',
  cniBin: '/opt/cni/bin',
  containerdSocket: '/run/barque/containerd/containerd.sock',
  containerdConfig: '/etc/barque/containerd.toml',
  /** Where containerd learns which registry answers for which name: a directory for the cluster's and one for the customer's. */
  registryHosts: '/var/lib/barque/registries',
  /** The registry on the masters: its configuration and its certificate. */
  registry: '/etc/barque/registry',
  registryUnit: 'barque-registry.service',
  kubeadmConfig: '/etc/barque/kubeadm.yaml',
  joinCredential: '/etc/barque/join.conf',
  manifests: '/etc/barque/manifests',
  etcdPki: '/etc/etcd/pki',
  kubernetesPki: '/etc/kubernetes/pki',
  /** The Kubernetes authority's self-signed twin, where the company's signed it. */
  kubernetesAnchor: '/etc/kubernetes/pki/ca-self-signed.crt',
  staticPods: '/etc/kubernetes/manifests',
  adminConf: '/etc/kubernetes/admin.conf',
  superAdminConf: '/etc/kubernetes/super-admin.conf',
  units: '/etc/systemd/system',
  etcdUnit: 'barque-etcd.service',
  containerdUnit: 'barque-containerd.service',
  kubeletUnit: 'kubelet.service',
} as const;

/** Where the file of a unit is that Barque writes. */
export const unitPath = (unit: string): string => `${layout.units}/${unit}`;

/** PATH of everything that Barque starts on a node: its own programs first. */
export const nodePath = `${layout.bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
