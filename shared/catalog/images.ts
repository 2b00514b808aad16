import type { ClusterSpec } from '../model/spec.ts';

/** Repositories of the images that Barque's documents name. */
export const repositories = {
  apiServer: 'registry.k8s.io/kube-apiserver',
  controllerManager: 'registry.k8s.io/kube-controller-manager',
  scheduler: 'registry.k8s.io/kube-scheduler',
  proxy: 'registry.k8s.io/kube-proxy',
  pause: 'registry.k8s.io/pause',
  coredns: 'registry.k8s.io/coredns/coredns',
  etcd: 'registry.k8s.io/etcd',
  flannel: 'ghcr.io/flannel-io/flannel',
  flannelCni: 'ghcr.io/flannel-io/flannel-cni-plugin',
  keepalived: 'docker.io/barque/keepalived',
  /** What the proof of the pod network runs. */
  busybox: 'docker.io/library/busybox',
} as const;

/** The images that a node needs: what its role runs, and what may be scheduled onto it. */
export function imagesOf(node: { readonly master: boolean }, spec: ClusterSpec): readonly string[] {
  const r = repositories;
  const everywhere = [r.pause, r.proxy, r.flannel, r.flannelCni, r.coredns, r.busybox];
  if (!node.master) return everywhere;
  return [
    r.apiServer,
    r.controllerManager,
    r.scheduler,
    ...everywhere,
    ...(spec.etcd.topology === 'stacked' ? [r.etcd] : []),
    ...(spec.endpoint.kind === 'keepalived' ? [r.keepalived] : []),
  ];
}
