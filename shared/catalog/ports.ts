import type { ClusterSpec, Role } from '../model/spec.ts';

export interface Port {
  readonly protocol: 'tcp' | 'udp';
  readonly port: number;
  /** The component that listens there. */
  readonly component: string;
}

/** Ports that Barque's components listen on, by role (kubernetes.io "Ports and Protocols", flannel's and etcd's documentation). */
export function portsOf(role: Role, spec: ClusterSpec): readonly Port[] {
  const tcp = (port: number, component: string): Port => ({ protocol: 'tcp', port, component });
  const everywhere = [
    tcp(10248, 'kubelet'),
    tcp(10249, 'kube-proxy'),
    tcp(10250, 'kubelet'),
    tcp(10256, 'kube-proxy'),
    ...(spec.network.plugin.backend === 'vxlan' ? [{ protocol: 'udp', port: 8472, component: 'flannel' } as const] : []),
  ];
  if (role === 'worker') return everywhere;
  return [
    ...everywhere,
    tcp(spec.endpoint.kind === 'keepalived' ? spec.endpoint.port : 6443, 'kube-apiserver'),
    tcp(2379, 'etcd'),
    tcp(2380, 'etcd'),
    tcp(10257, 'kube-controller-manager'),
    tcp(10259, 'kube-scheduler'),
    ...(spec.registry?.kind === 'cluster' ? [tcp(spec.registry.port, 'registry')] : []),
  ];
}
