import type { HostFacts } from '../model/facts.ts';

/**
 * Kernel settings that Kubernetes' network needs: forwarding between pods and hosts, and bridged traffic seen by iptables, without
 * which services fail on some nodes. https://kubernetes.io/docs/setup/production-environment/container-runtimes/
 */
export const sysctls = [
  { key: 'net.ipv4.ip_forward', value: '1' },
  { key: 'net.bridge.bridge-nf-call-iptables', value: '1' },
  { key: 'net.bridge.bridge-nf-call-ip6tables', value: '1' },
] as const;

/**
 * What containerd, the kubelet and pods need at least, each of a setting's own unit. containerd's CRI plugin does not load without inotify
 * instances, of which the kernel gives a user 128; watches are used by whatever follows logs; the kubelet may open 1,000,000 files
 * (`maxOpenFiles`).
 */
const least = { inotifyInstances: 8192, inotifyWatches: 524_288, files: 1_000_000 } as const;
const keys = {
  inotifyInstances: 'fs.inotify.max_user_instances',
  inotifyWatches: 'fs.inotify.max_user_watches',
  files: 'fs.file-max',
} as const;
const limits = ['inotifyInstances', 'inotifyWatches', 'files'] as const;

/**
 * The limits of a host that are to be raised, or are just what they were raised to: one that is higher is an administrator's or the
 * system's, and is left alone, also in the file that sets them with each start.
 */
export const raisedLimits = ({ limits: found }: Pick<HostFacts, 'limits'>): readonly { key: string; value: string }[] =>
  found === undefined
    ? []
    : limits.filter((name) => found[name] <= least[name]).map((name) => ({ key: keys[name], value: String(least[name]) }));

/** The file that keeps them over a reboot. Its name comes after 99-sysctl.conf (/etc/sysctl.conf), where a hardened host forbids forwarding. */
export const sysctlFile = (host: Pick<HostFacts, 'limits'>) =>
  ({
    path: '/etc/sysctl.d/99-zz-barque.conf',
    content: [...sysctls, ...raisedLimits(host)].map(({ key, value }) => `${key} = ${value}\n`).join(''),
  }) as const;
