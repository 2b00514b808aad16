import type { Content } from './content.ts';

/** A directory, owned by root. */
export interface DirectoryResource {
  readonly kind: 'directory';
  readonly path: string;
  readonly mode: number;
}

/** A file with this content and mode, owned by root; with `unlessPresent`, a file that is there already is somebody else's to keep. */
export interface FileResource {
  readonly kind: 'file';
  readonly path: string;
  readonly mode: number;
  readonly content: Content;
  readonly unlessPresent?: boolean;
}

/**
 * A block of lines in a file that is not Barque's alone (/etc/hosts), between markers; the rest of the file is left as it is. Without
 * lines: no such block.
 */
export interface BlockResource {
  readonly kind: 'block';
  readonly path: string;
  readonly block: string;
  readonly lines: readonly string[];
}

/** A program from the bundle: `blob` is what is sent, `installed` the digest of the file on the host's disk. */
export interface BinaryResource {
  readonly kind: 'binary';
  readonly path: string;
  readonly blob: { readonly digest: string; readonly size: number; readonly compression: 'none' | 'gzip' };
  readonly installed: string;
}

/** A symbolic link; with `unlessPresent`, whatever else stands there is left alone. */
export interface LinkResource {
  readonly kind: 'link';
  readonly path: string;
  readonly to: string;
  readonly unlessPresent: boolean;
}

/** A file that must not be there (join credentials after the join). */
export interface AbsentResource {
  readonly kind: 'absent';
  readonly path: string;
}

/**
 * A kernel setting now; the file that keeps it over a reboot is a resource of its own. With `atLeast`, a number that is higher already is
 * left as it is.
 */
export interface SysctlResource {
  readonly kind: 'sysctl';
  readonly key: string;
  readonly value: string;
  readonly atLeast?: boolean;
}

/** A kernel module, loaded or built in. */
export interface ModuleResource {
  readonly kind: 'module';
  readonly name: string;
}

/** Swap off now; /etc/fstab and systemd's swap units are kept from turning it on again. */
export interface SwapResource {
  readonly kind: 'swap-off';
}

/** The host's name. */
export interface HostnameResource {
  readonly kind: 'hostname';
  readonly hostname: string;
}

/**
 * A systemd unit, enabled and (with `started`) running since the last change of the files in `watch`. With `serves` it is not enough that
 * it runs: it must also do its work.
 */
export interface ServiceResource {
  readonly kind: 'service';
  readonly unit: string;
  readonly started: boolean;
  readonly watch: readonly string[];
  readonly serves?: Serving;
}

/** How a unit that runs shows that it does its work. `active` says only that its process is there. */
export interface Serving {
  /** A read-only command: the unit serves where it exits 0 and, with `prints`, prints a line that has these words in this order. */
  readonly argv: readonly string[];
  readonly prints?: readonly string[];
  /** Whether a unit that runs and does not serve is started again: not where it may just be waiting for others. */
  readonly restart: boolean;
  /** Those without whom it may not be able to serve; each with a read-only command that exits 0 where that one is there. */
  readonly others?: readonly { readonly name: string; readonly argv: readonly string[] }[];
  /** How long it may take from its start until it serves. */
  readonly timeoutSeconds: number;
}

/** A unit of Barque's that must not be there: stopped, not started with the host, its file gone. */
export interface NoServiceResource {
  readonly kind: 'no-service';
  readonly unit: string;
}

/** Images in containerd's `k8s.io` namespace, unpacked and pinned. */
export interface ImagesResource {
  readonly kind: 'images';
  readonly images: readonly { readonly name: string; readonly digest: string; readonly blobs: readonly string[] }[];
}

/**
 * Packages of the host's system, from files of the bundle and without any repository: `names` are to be installed, `files` are these
 * and all that they need. What is installed in any version is left alone.
 */
export interface PackagesResource {
  readonly kind: 'packages';
  readonly format: 'deb' | 'rpm';
  readonly names: readonly string[];
  readonly files: readonly { readonly name: string; readonly digest: string; readonly size: number }[];
}

/**
 * A supervised command: it survives the connection, and only one with this `unit` runs on a host at a time.
 * `done` is read-only; its work is there already when that exits 0 and prints a line that is `donePrints` (if given).
 * Where an earlier attempt of it was cut off, the first of `again` that fits is run instead of `argv`. `inputs` are put in place before it runs and
 * removed when it has succeeded; a command whose work is done needs none of them. Where it fails, `tells` are read-only commands whose
 * output says why: what it waited for speaks elsewhere. One that is `irreversible` and ended in success is not run again, however long its
 * work does not show.
 */
export interface CommandResource {
  readonly kind: 'command';
  readonly unit: string;
  readonly argv: readonly string[];
  readonly again?: readonly Again[];
  readonly done: readonly string[];
  readonly donePrints?: string;
  readonly guard?: Guard;
  readonly inputs?: readonly FileResource[];
  readonly tells?: readonly (readonly string[])[];
  readonly timeoutSeconds: number;
  readonly undo: 'irreversible' | 'none-needed';
}

/**
 * What is asked on the host in the request that starts a command: it is not started where `absent` is there or, on the first attempt, where
 * the read-only `silent` prints anything or fails.
 */
export interface Guard {
  readonly absent: string;
  readonly silent?: readonly string[];
}

/** How a command goes on after an attempt that was cut off: fits where the read-only `when` exits 0, or always without one. */
export interface Again {
  readonly when?: readonly string[];
  readonly argv: readonly string[];
}

/** Kubernetes objects, applied server-side from a file on a master; an annotation with the file's digest says that they stand. */
export interface ManifestResource {
  readonly kind: 'manifest';
  readonly path: string;
  readonly content: string;
}

/**
 * Static pods of the control plane on their own node, each running since the last change of the files in `watch`. A container is
 * ended for the kubelet to start it again: its manifest is kubeadm's, and a changed one would wait for its own API server.
 */
export interface StaticPodsResource {
  readonly kind: 'static-pods';
  /** The Kubernetes node name. */
  readonly node: string;
  /** Such as `kube-apiserver`: the pod is called `COMPONENT-NODE`. */
  readonly pods: readonly { readonly component: string; readonly watch: readonly string[] }[];
  /** How long a container may take to end by itself: an API server waits a minute for those who watch it. */
  readonly graceSeconds: number;
  readonly timeoutSeconds: number;
}

/**
 * A program in a container of this host that reads its configuration again at SIGHUP, and notes in the file `noted` the revision of the one
 * that it runs with. Where nothing is noted, nothing runs yet that would have to read it again.
 */
export interface ReloadResource {
  readonly kind: 'reload';
  /** The container's name in its pod. */
  readonly container: string;
  readonly noted: string;
  readonly revision: string;
  readonly timeoutSeconds: number;
}

/**
 * A proof of the whole cluster, read-only but for `pod-network`, which runs pods and removes them, and for `stands-aside` and
 * `follows`, which bring about what they prove: it holds while a step is at work, and is nothing that should stand.
 */
export interface ProofResource {
  readonly kind: 'proof';
  readonly proof: Proof;
  readonly timeoutSeconds: number;
}
export type Proof =
  | { readonly name: 'etcd-quorum'; readonly members: number; readonly pki: EtcdClientPki }
  | { readonly name: 'nodes-ready'; readonly nodes: readonly string[] }
  | {
      readonly name: 'system-pods-ready';
      /** Host names of nodes that are away: nothing is expected of their pods. */
      readonly away?: readonly string[];
    }
  | { readonly name: 'single-vip'; readonly address: string; readonly hosts: readonly string[] }
  /** These API servers (URLs) are ready. */
  | { readonly name: 'api-servers-ready'; readonly servers: readonly string[] }
  /**
   * This master does not hold the endpoint's address. Keepalived's check fails until the time that the file `until` has, which is that in
   * `seconds`; that of a cluster made by an earlier Barque while the file `marker` is there.
   */
  | {
      readonly name: 'stands-aside';
      readonly until: string;
      readonly seconds: number;
      readonly marker: string;
      readonly address: string;
    }
  /** This master's member of etcd does not lead. */
  | { readonly name: 'follows'; readonly pki: EtcdClientPki }
  /** A server identifies itself with exactly this certificate, the only one that the read-only `query` trusts. */
  | { readonly name: 'serves'; readonly certificate: string; readonly query: readonly string[] }
  | { readonly name: 'pod-network'; readonly nodes: readonly string[]; readonly image: string; readonly dnsDomain: string };

/** Paths on the host of what etcdctl needs to speak to etcd. */
export interface EtcdClientPki {
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/** A small declarative thing on a host: observed, judged, applied, verified (electron/engine/resources). */
export type Resource =
  | DirectoryResource
  | FileResource
  | BlockResource
  | BinaryResource
  | LinkResource
  | AbsentResource
  | SysctlResource
  | ModuleResource
  | SwapResource
  | HostnameResource
  | ServiceResource
  | NoServiceResource
  | ImagesResource
  | PackagesResource
  | CommandResource
  | ManifestResource
  | StaticPodsResource
  | ReloadResource
  | ProofResource;
