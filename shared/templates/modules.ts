/**
 * Kernel modules: `overlay` for containerd's snapshots, `br_netfilter` for the bridge settings in sysctl.ts.
 * https://kubernetes.io/docs/setup/production-environment/container-runtimes/
 */
export const modules = ['overlay', 'br_netfilter'] as const;

/** The file that loads them at boot. */
export const modulesFile = {
  path: '/etc/modules-load.d/barque.conf',
  content: modules.map((name) => `${name}\n`).join(''),
} as const;
