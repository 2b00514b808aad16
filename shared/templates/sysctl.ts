/**
 * Kernel settings that Kubernetes' network needs: forwarding between pods and hosts, and bridged traffic seen by iptables, without
 * which services fail on some nodes. https://kubernetes.io/docs/setup/production-environment/container-runtimes/
 */
export const sysctls = [
  { key: 'net.ipv4.ip_forward', value: '1' },
  { key: 'net.bridge.bridge-nf-call-iptables', value: '1' },
  { key: 'net.bridge.bridge-nf-call-ip6tables', value: '1' },
] as const;

/** The file that keeps them over a reboot. Its name comes after 99-sysctl.conf (/etc/sysctl.conf), where a hardened host forbids forwarding. */
export const sysctlFile = {
  path: '/etc/sysctl.d/99-zz-barque.conf',
  content: sysctls.map(({ key, value }) => `${key} = ${value}\n`).join(''),
} as const;
