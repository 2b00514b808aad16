import { newestOf, type Release, releases } from './releases.ts';

/** A host, as far as it decides which Kubernetes it can run. */
export interface Runner {
  readonly name: string;
  /** As `uname -r` prints it: 5.14.0-427.el9.x86_64. */
  readonly kernel: string;
  readonly cgroup: 'v1' | 'v2' | 'hybrid';
}

/** Why a host does not run a minor version. */
export interface Limit {
  readonly host: string;
  readonly of: 'kernel' | 'cgroup';
  readonly found: string;
  /** The least that the version takes. */
  readonly needs: string;
}

/** The newest version for some hosts, and what keeps them from the next minor version. */
export interface Newest {
  /** Undefined where the catalogue has no version that all of them run. */
  readonly version: string | undefined;
  /** The next minor version (1.35) and the hosts that do not run it; undefined where `version` is the newest of all. */
  readonly next: { readonly minor: string; readonly limits: readonly Limit[] } | undefined;
}

/** What keeps a host from running a release by default. A kernel that kubeadm only warns of counts: upstream does not support it. */
export function limitsOf(release: Pick<Release, 'kernel' | 'cgroup'>, hosts: readonly Runner[]): Limit[] {
  return hosts.flatMap(({ name: host, kernel, cgroup }): Limit[] => [
    ...(older(kernel, release.kernel.least) ? [{ host, of: 'kernel' as const, found: kernel, needs: release.kernel.least }] : []),
    // a hybrid hierarchy is v1 to the kubelet
    ...(release.cgroup === 'v2' && cgroup !== 'v2' ? [{ host, of: 'cgroup' as const, found: cgroup, needs: 'v2' }] : []),
  ]);
}

/** The newest version of the catalogue that all hosts run, with the reason why it is not a newer one. */
export function newestFor(hosts: readonly Runner[], among: readonly Release[] = releases): Newest {
  const descending = among.toSorted((a, b) => b.minor - a.minor);
  const at = descending.findIndex((release) => limitsOf(release, hosts).length === 0);
  const found = descending[at];
  const next = descending[at < 0 ? descending.length - 1 : at - 1];
  return {
    version: found && newestOf(found),
    next: next && { minor: `1.${next.minor}`, limits: limitsOf(next, hosts) },
  };
}

/** Whether a kernel is older than major.minor. One that cannot be read is taken for old: nothing is known to run on it. */
function older(kernel: string, least: string): boolean {
  const [, major, minor] = /^(\d{1,4})\.(\d{1,4})/.exec(kernel)?.map(Number) ?? [];
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  if (major === undefined || minor === undefined) return true;
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
