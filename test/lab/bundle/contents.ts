import type { LayerName } from '../rootfs.ts';
import { recipes, type KubernetesVersion } from '../kit/recipes.ts';

/** A layer of an image: a file system of the lab, or programs of the kit put where `files` says. */
export type Layer =
  | { readonly rootfs: LayerName }
  | {
      /** Path in the image -> program of the kit. */
      readonly files: Readonly<Record<string, string>>;
      /** Path in the image -> what the symbolic link there says. */
      readonly links?: Readonly<Record<string, string>>;
    };

export interface ImageContents {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly entrypoint?: readonly string[];
}

/** A file for a host's disk: `program` is the kit's name for it. */
export interface BinaryContents {
  readonly name: string;
  readonly version: string;
  readonly program: string;
}

/** What `kubeadm config images list` asks for. What is in the images are the kit's versions, the same for both. */
const tags: Record<KubernetesVersion, { pause: string; coredns: string; etcd: string }> = {
  '1.34.4': { pause: '3.10.1', coredns: 'v1.12.1', etcd: '3.6.5-0' },
  '1.35.4': { pause: '3.10.1', coredns: 'v1.13.1', etcd: '3.6.6-0' },
};

const bin = (...programs: string[]): Layer => ({
  files: Object.fromEntries(programs.map((name) => [`usr/local/bin/${name}`, name])),
});
const controlPlane = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
const kubernetes: Layer = {
  files: { 'usr/local/bin/kube': 'kube' },
  links: Object.fromEntries(
    [...controlPlane, 'kube-proxy', 'kubectl', 'kubeadm'].map((name) => [`usr/local/bin/${name}`, 'kube']),
  ),
};
const netbase: Layer = { rootfs: 'netbase' };

/** The images of a bundle, by the names that kubeadm and the manifests know them by; all but Keepalived's, which `bundle build` makes too. */
export function imagesFor(version: KubernetesVersion): ImageContents[] {
  const { pause, coredns, etcd } = tags[version];
  const k8s = 'registry.k8s.io';
  return [
    ...controlPlane.map((name) => ({ name: `${k8s}/${name}:v${version}`, layers: [kubernetes] })),
    { name: `${k8s}/kube-proxy:v${version}`, layers: [netbase, kubernetes] },
    { name: `${k8s}/pause:${pause}`, layers: [{ files: { pause: 'pause' } }], entrypoint: ['/pause'] },
    { name: `${k8s}/coredns/coredns:${coredns}`, layers: [{ files: { coredns: 'coredns' } }], entrypoint: ['/coredns'] },
    { name: `${k8s}/etcd:${etcd}`, layers: [netbase, bin('etcd', 'etcdctl', 'etcdutl')] },
    {
      name: `ghcr.io/flannel-io/flannel:v${recipes.flannel.version}`,
      layers: [netbase, { files: { 'opt/bin/flanneld': 'flanneld' } }],
      entrypoint: ['/opt/bin/flanneld'],
    },
    { name: 'ghcr.io/flannel-io/flannel-cni-plugin:v1.6.2-flannel1', layers: [netbase, { files: { flannel: 'cni-flannel' } }] },
    { name: 'docker.io/library/busybox:1.37', layers: [netbase], entrypoint: ['/bin/sh'] },
  ];
}

/** The binaries of a bundle. kubeadm, kubelet and kubectl are one and the same program, so they share a blob. */
export function binariesFor(version: KubernetesVersion): BinaryContents[] {
  const { etcd, etcdctl, etcdutl, helm, containerd, runc, cni } = recipes;
  return [
    ...['kubeadm', 'kubelet', 'kubectl'].map((name) => ({ name, version, program: 'kube' })),
    ...[etcd, etcdctl, etcdutl, helm, containerd, runc, cni].flatMap((recipe) =>
      Object.keys(recipe.programs).map((name) => ({ name, version: recipe.version, program: name })),
    ),
  ];
}
