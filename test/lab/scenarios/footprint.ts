import { onNode } from '../lab.ts';
import type { Stage } from './stage.ts';

/** What a login leaves by itself, and what the system changes all the time: logs, records of logins, timers, sockets. */
const volatile = [
  '/proc',
  '/sys',
  '/dev',
  '/run',
  '/tmp',
  '/var/log',
  '/var/tmp',
  '/var/lib/systemd',
  '/var/lib/private',
  '/var/lib/sudo',
];

/** What a cluster that stands changes all the time: data of etcd and containerd, and what the kubelet keeps of pods and devices. */
export const livingPaths = [
  '/var/lib/etcd',
  '/var/lib/barque/containerd',
  '/var/lib/cni',
  ...['pods', 'pki', 'plugins*', '*state', 'device-plugins', 'pod-resources', 'checkpoints'].map(
    (name) => `/var/lib/kubelet/${name}`,
  ),
];

/** Every file with its kind, mode, owner, size and the time of its last change of any sort: reading changes none of these. */
const list = (except: readonly string[]) => {
  const prune = [...volatile, ...except].map((path) => `-path '${path}'`).join(' -o ');
  return `find / /var /data -xdev \\( ${prune} \\) -prune -o -printf '%p %y %m %U:%G %s %C@ %l\\n' | sort`;
};

const questions = {
  addresses: 'ip -o address show | sed "s/valid_lft.*//"; ip route',
  units:
    "systemctl list-units --type=service,socket,mount --state=active --plain --no-legend | sed 's/ .*//' | grep -v -e '^user' -e '^run-user'",
  settings: 'uname -n; cat /proc/sys/net/ipv4/ip_forward /proc/swaps; ls -A /var/lib/barque 2>&1 || :',
};

/** A node as far as somebody may have changed it: a line each for files, addresses, units and settings. */
export type Footprint = ReadonlyMap<string, readonly string[]>;

/** Looks at nodes, but not below the paths `except`. What `before` and `after` differ in is what was changed between. */
export async function footprints(
  { lab }: Pick<Stage, 'lab'>,
  nodes: readonly string[],
  except: readonly string[] = [],
): Promise<Map<string, Footprint>> {
  const asked = { files: list(except), ...questions };
  const command = Object.values(asked).join('; echo ----; ');
  const looks = nodes.map(async (node) => {
    const parts = (await onNode(lab, node, command)).split('----\n');
    return [node, new Map(Object.keys(asked).map((name, i) => [name, (parts[i] ?? '').trim().split('\n')]))] as const;
  });
  return new Map(await Promise.all(looks));
}

/** What has changed, by node: lines that went (-) and that came (+). */
export function changesBetween(before: ReadonlyMap<string, Footprint>, after: ReadonlyMap<string, Footprint>): string[] {
  return [...before].flatMap(([node, parts]) =>
    [...parts].flatMap(([name, lines]) => {
      const now = after.get(node)?.get(name) ?? [];
      const [was, is] = [new Set(lines), new Set(now)];
      return [
        ...lines.filter((line) => !is.has(line)).map((line) => `${node}: - ${line}`),
        ...now.filter((line) => !was.has(line)).map((line) => `${node}: + ${line}`),
      ];
    }),
  );
}
