import type { Arch } from '../model/scalars.ts';
import { kubeadmTags, type Release } from './releases.ts';

/** Where a program comes from: one download, which is the program or an archive of several. */
export interface Component {
  readonly name: string;
  /** Goes into a bundle only where it is asked for. */
  readonly onDemand?: true;
  /** SPDX's identifier. */
  readonly licence: string;
  readonly version: (release: Chosen) => string;
  readonly url: (version: string, arch: Arch) => string;
  /** A document with the download's SHA-256: the digest alone, or a list of digests and file names. */
  readonly checksum: (version: string, arch: Arch) => string;
  /** The bundle's names of the programs, and the file's in the archive (in whatever directory); without an archive, the download itself. */
  readonly programs: Readonly<Record<string, string>> | 'itself';
}
type Chosen = Release & { readonly patch: number };

const github = (repository: string, version: string, file: string): string =>
  `https://github.com/${repository}/releases/download/v${version}/${file}`;
const apache = 'Apache-2.0';

/** kubeadm, kubelet and kubectl are published side by side. https://kubernetes.io/releases/download/ */
const kubernetes = (name: string): Component => ({
  name,
  licence: apache,
  version: ({ minor, patch }) => `1.${minor}.${patch}`,
  url: (version, arch) => `https://dl.k8s.io/release/v${version}/bin/linux/${arch}/${name}`,
  checksum: (version, arch) => `https://dl.k8s.io/release/v${version}/bin/linux/${arch}/${name}.sha256`,
  programs: 'itself',
});

const cniPlugins = ['bandwidth', 'bridge', 'firewall', 'host-local', 'loopback', 'portmap', 'ptp', 'tuning'];
const named = (...names: string[]) => Object.fromEntries(names.map((name) => [name, name]));

const containerd = (version: string, arch: Arch) =>
  // linked statically, so that any C library will do
  github('containerd/containerd', version, `containerd-static-${version}-linux-${arch}.tar.gz`);
const cni = (version: string, arch: Arch) =>
  github('containernetworking/plugins', version, `cni-plugins-linux-${arch}-v${version}.tgz`);
const crictl = (version: string, arch: Arch) =>
  github('kubernetes-sigs/cri-tools', version, `crictl-v${version}-linux-${arch}.tar.gz`);
const helm = (version: string, arch: Arch) => `https://get.helm.sh/helm-v${version}-linux-${arch}.tar.gz`;

/** CNCF Distribution, which follows no release of Kubernetes. */
export const distribution = '3.1.1';
const registry = (version: string, arch: Arch) =>
  github('distribution/distribution', version, `registry_${version}_linux_${arch}.tar.gz`);

/** All programs of a bundle, by where they come from. */
export const components: readonly Component[] = [
  ...['kubeadm', 'kubelet', 'kubectl'].map(kubernetes),
  {
    name: 'etcd',
    licence: apache,
    // the image's tag is etcd's version and a build number
    version: (release) => kubeadmTags(release).etcd.replace(/-\d+$/, ''),
    url: (version, arch) => github('etcd-io/etcd', version, `etcd-v${version}-linux-${arch}.tar.gz`),
    checksum: (version) => github('etcd-io/etcd', version, 'SHA256SUMS'),
    programs: named('etcd', 'etcdctl', 'etcdutl'),
  },
  {
    name: 'containerd',
    licence: apache,
    version: ({ programs }) => programs.containerd,
    url: containerd,
    checksum: (version, arch) => `${containerd(version, arch)}.sha256sum`,
    programs: named('containerd', 'containerd-shim-runc-v2', 'ctr'),
  },
  {
    name: 'runc',
    licence: apache,
    version: ({ programs }) => programs.runc,
    url: (version, arch) => github('opencontainers/runc', version, `runc.${arch}`),
    checksum: (version) => github('opencontainers/runc', version, 'runc.sha256sum'),
    programs: 'itself',
  },
  {
    name: 'cni-plugins',
    licence: apache,
    version: ({ programs }) => programs.cni,
    url: cni,
    checksum: (version, arch) => `${cni(version, arch)}.sha256`,
    programs: Object.fromEntries(cniPlugins.map((name) => [`cni-${name}`, name])),
  },
  {
    name: 'crictl',
    licence: apache,
    version: ({ programs }) => programs.crictl,
    url: crictl,
    checksum: (version, arch) => `${crictl(version, arch)}.sha256`,
    programs: named('crictl'),
  },
  {
    name: 'helm',
    licence: apache,
    version: ({ programs }) => programs.helm,
    url: helm,
    checksum: (version, arch) => `${helm(version, arch)}.sha256sum`,
    programs: named('helm'),
  },
  {
    name: 'registry',
    onDemand: true,
    licence: apache,
    version: () => distribution,
    url: registry,
    checksum: (version, arch) => `${registry(version, arch)}.sha256`,
    programs: named('registry'),
  },
];
