import type { HostFacts } from '../model/facts.ts';

/** What kubeadm leaves on every node that it made; one of the paths that the probe asks for. */
const kubeletConf = '/etc/kubernetes/kubelet.conf';

/** Whether a host is a node of this cluster already: kubeadm is done with it and asks it for nothing more. */
export const isJoined = ({ cluster, present }: Pick<HostFacts, 'cluster' | 'present'>, own: string): boolean =>
  cluster === own && present.includes(kubeletConf);
