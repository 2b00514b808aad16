import type { Resource } from '../../shared/model/resource.ts';

/** Settings that every Linux has. */
export const sysctlKeys = [
  ...['ip_forward', 'ip_default_ttl', 'ip_local_port_range', 'tcp_syncookies', 'tcp_keepalive_time', 'tcp_fin_timeout'],
  ...['tcp_retries2', 'tcp_syn_retries', 'tcp_sack', 'tcp_timestamps'],
  ...['accept_redirects', 'accept_source_route', 'arp_announce', 'arp_filter', 'arp_ignore', 'forwarding', 'log_martians'].map(
    (key) => `conf.all.${key}`,
  ),
  ...['proxy_arp', 'rp_filter', 'secure_redirects', 'send_redirects', 'shared_media'].map((key) => `conf.all.${key}`),
  ...['accept_redirects', 'rp_filter', 'send_redirects', 'forwarding'].map((key) => `conf.default.${key}`),
].map((key) => `net.ipv4.${key}`);

const services = ['ssh', 'dbus', 'systemd-journald', 'systemd-logind'].map((name) => `${name}.service`);

/** Sixty resources: a directory, 29 files of a kilobyte in it, 26 settings (`found`: what they are now) and four services. */
export function batch(directory: string, found: readonly (string | undefined)[]): Resource[] {
  return [
    { kind: 'directory', path: directory, mode: 0o755 },
    ...Array.from({ length: 29 }, (_, i) => ({
      kind: 'file' as const,
      path: `${directory}/${i}`,
      mode: 0o644,
      content: `${i}\n`.repeat(400),
    })),
    ...sysctlKeys.map((key, i) => ({ kind: 'sysctl' as const, key, value: found[i] ?? '' })),
    ...services.map((unit) => ({ kind: 'service' as const, unit, started: true, watch: [] })),
  ];
}
