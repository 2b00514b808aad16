import { repositories } from './images.ts';
import { kubeadmTags, type Release, tags } from './releases.ts';

/** An image as the bundle names it, and where it is published. */
export interface PublishedImage {
  /** The name that kubeadm and Barque's documents know it by, with its tag. */
  readonly name: string;
  /** Where it is fetched from, where that is another name. */
  readonly from: string;
  /** SPDX's identifier. */
  readonly licence: string;
}

const image = (repository: string, tag: string, licence = 'Apache-2.0', from = repository): PublishedImage => ({
  name: `${repository}:${tag}`,
  from: `${from}:${tag}`,
  licence,
});

/** The images of a cluster of this version: kubeadm's, Flannel's, Keepalived and what the proofs run. */
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
    // kubeadm's guide to high availability names this image; it has sh and curl
    image(r.keepalived, tags.keepalived, 'GPL-2.0-or-later', 'docker.io/osixia/keepalived'),
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
