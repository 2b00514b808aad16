import type { Problem } from '../problems/problem.ts';
import type { SiteNode } from '../site/site.ts';
import type { ClusterSpec } from '../model/spec.ts';

/** Something about a host that needs nobody: deploying puts it right. */
export interface PutRight {
  readonly what: 'swap' | 'hostname' | 'time';
  readonly host: string;
  readonly found: string;
  readonly to: string;
}

/** What is known of the hosts that deploying will change by itself, before anything that needs it. */
export const putRightBy = ({ time }: Pick<ClusterSpec, 'time'>, nodes: readonly SiteNode[]): PutRight[] =>
  nodes.flatMap(({ name: host, hostname, facts }): PutRight[] => [
    ...(facts.swapBytes > 0 ? [{ what: 'swap', host, found: `${Math.round(facts.swapBytes / 1e6)} MB`, to: '0' } as const] : []),
    ...(hostname === facts.hostname.toLowerCase()
      ? []
      : [{ what: 'hostname', host, found: facts.hostname, to: hostname } as const]),
    ...(time.source !== 'host' && Math.abs(facts.skewMs) >= 1000
      ? [{ what: 'time', host, found: `${(facts.skewMs / 1000).toFixed(1)} s`, to: time.source } as const]
      : []),
  ]);

/** Hosts say what runs on them: it becomes part of a command only where it looks like the name of a service. */
const unit = /^[A-Za-z0-9][A-Za-z0-9@._-]{0,63}$/;
const plainPath = /^\/[A-Za-z0-9/._-]*$/;
const port = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value);

/** Commands for the host that a finding is about, to be looked over and run there as root by whoever may; none that lose data. */
export function commandsFor({ code, params }: Problem): readonly string[] {
  switch (code) {
    case 'check.firewall': {
      const { services } = params;
      const named = Array.isArray(services) ? services.filter((one) => typeof one === 'string' && unit.test(one)) : [];
      return named.length === 0 ? [] : [`systemctl disable --now ${named.join(' ')}`];
    }
    case 'check.selinux':
      return ['setenforce 0', "sed -i 's/^SELINUX=enforcing$/SELINUX=permissive/' /etc/selinux/config"];
    case 'check.machine-id-duplicate':
      return ['rm /etc/machine-id && systemd-machine-id-setup && systemctl reboot'];
    case 'check.clock':
      return ['timedatectl set-ntp true', 'timedatectl status'];
    case 'check.port-taken':
      return port(params['port']) ? [`ss -lnp 'sport = :${params['port']}'`] : [];
    case 'check.space': {
      const { path } = params;
      return typeof path === 'string' && plainPath.test(path) ? ['df -h', `du -xh -d 1 ${path} | sort -h | tail`] : ['df -h'];
    }
    default:
      return [];
  }
}
