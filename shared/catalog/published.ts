import { repositories } from './images.ts';
import { kubeadmTags, type Release, tags } from './releases.ts';

/** An image that is published under the name that a bundle has it by. */
export interface PublishedImage {
  /** With its tag. */
  readonly name: string;
  /** SPDX's identifier. */
  readonly licence: string;
}

const image = (repository: string, tag: string, licence = 'Apache-2.0'): PublishedImage => ({
  name: `${repository}:${tag}`,
  licence,
});

/** The images of a cluster of this version: kubeadm's, Flannel's and what the proofs run. Keepalived's is made (`keepalived-image.ts`). */
export function publishedImages(release: Release & { readonly patch: number }): PublishedImage[] {
  const r = repositories;
  const { etcd, coredns, pause } = kubeadmTags(release);
  const kubernetes = `v1.${release.minor}.${release.patch}`;
  return [
    ...[r.apiServer, r.controllerManager, r.scheduler, r.proxy].map((repository) => image(repository, kubernetes)),
    image(r.pause, pause),
    image(r.coredns, coredns),
    image(r.etcd, etcd),
    image(r.flannel, tags.flannel),
    image(r.flannelCni, tags.flannelCni),
    image(r.busybox, tags.busybox, 'GPL-2.0-only'),
  ];
}

/** Images that Barque does not plan with yet; they can be added to a bundle by name (`--image`). */
export const furtherImages: readonly PublishedImage[] = [
  ...['node', 'cni', 'kube-controllers', 'typha', 'apiserver'].map((name) => image(`quay.io/calico/${name}`, tags.calico)),
  image('ghcr.io/kube-vip/kube-vip', tags.kubeVip),
  image('docker.io/library/haproxy', tags.haproxy, 'GPL-2.0-or-later'),
  image('docker.io/library/nginx', tags.nginx, 'BSD-2-Clause'),
];
