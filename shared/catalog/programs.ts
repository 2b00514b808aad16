/** Programs of the bundle, by name, that make up each part of a node. CNI plugins are all that the bundle has (`cni-*`). */
export const runtimePrograms = ['containerd', 'containerd-shim-runc-v2', 'runc', 'ctr'] as const;
export const kubernetesPrograms = ['kubeadm', 'kubelet', 'kubectl'] as const;
export const etcdProgram = 'etcd';
export const etcdClientProgram = 'etcdctl';
export const helmProgram = 'helm';
/** CNCF Distribution. */
export const registryProgram = 'registry';
/** Without these no pod gets a network: flannel's configuration names them. */
export const cniPrograms = ['cni-bridge', 'cni-host-local', 'cni-loopback', 'cni-portmap'] as const;
