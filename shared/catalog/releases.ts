import { z } from 'zod';
import data from './releases.json' with { type: 'json' };

const version = z.string().regex(/^v?\d+(\.\d+)*(-[a-z0-9]+)?$/);

/** One minor version of Kubernetes (1.34) and what goes with it. */
export const release = z.strictObject({
  minor: z.int().min(30),
  /** The newest patch version that is known here. */
  newest: z.int().min(0),
  /**
   * The least kernel that kubeadm's own check knows (k8s.io/system-validators), and what it does below: up to 1.33 it refuses,
   * from 1.34 on it warns.
   */
  kernel: z.strictObject({ least: z.string().regex(/^\d+\.\d+$/), below: z.enum(['refused', 'warned']) }),
  /** The least cgroup version: the kubelet refuses v1 from 1.35 on, unless `failCgroupV1: false`. */
  cgroup: z.enum(['v1', 'v2']),
  /** What `kubeadm config images list` names, from a patch version on (kubeadm's constants.go). */
  images: z.array(z.strictObject({ from: z.int().min(0), etcd: version, coredns: version, pause: version })).min(1),
  programs: z.strictObject({ containerd: version, runc: version, cni: version, crictl: version, helm: version }),
});
export type Release = z.infer<typeof release>;

export const catalogData = z.strictObject({
  releases: z.array(release),
  /** Tags of images that go with every version of Kubernetes. Those after busybox are not planned with yet. */
  images: z.strictObject({
    flannel: version,
    flannelCni: version,
    busybox: version,
    calico: version,
    kubeVip: version,
    haproxy: version,
    nginx: version,
  }),
});

/** The catalogue's data; `build/catalog.ts` refreshes it. */
export const { releases, images: tags } = catalogData.parse(data);

/** The release of a Kubernetes version such as 1.34.4, if the catalogue has it. */
export function releaseOf(kubernetes: string): (Release & { readonly patch: number }) | undefined {
  const [, minor, patch] = /^1\.(\d+)\.(\d+)$/.exec(kubernetes)?.map(Number) ?? [];
  const found = releases.find((one) => one.minor === minor);
  return found && patch !== undefined && patch <= found.newest ? { ...found, patch } : undefined;
}

/** The newest patch version of a release. */
export const newestOf = ({ minor, newest }: Release): string => `1.${minor}.${newest}`;

/** The tags that kubeadm of this version asks for. */
export function kubeadmTags({ images, patch }: Release & { readonly patch: number }) {
  const found = images.findLast(({ from }) => from <= patch);
  if (!found) throw new Error('a release names its images from its first patch version on');
  return found;
}
