import { keepalivedPaths } from '../../../shared/templates/keepalived.ts';
import { containerOf } from './containers.ts';
import { durations } from './durations.ts';
import type { PracticeCluster } from './cluster.ts';
import { etcdServes } from './etcd.ts';
import type { Machine } from './machine.ts';

/** When a static pod of a machine was started, by the harbour's time; undefined while it is not. */
const startedAt = (machine: Machine, component: string): number | undefined => containerOf(machine, component)?.since;

const has = (cluster: PracticeCluster, started: number | undefined, afterMs: number): boolean =>
  started !== undefined && cluster.clock.now() >= started + afterMs;

/** Whether a master's own API server answers. */
export const apiAnswers = (cluster: PracticeCluster, machine: Machine): boolean =>
  has(cluster, startedAt(machine, 'kube-apiserver'), durations.apiServer) && etcdServes(cluster, machine);

/** The virtual address that a machine's Keepalived is to hold, with its prefix and card. */
export function virtualAddressOf(machine: Machine): { address: string; prefix: string; card: string } | undefined {
  const config = machine.files.text(keepalivedPaths.config) ?? '';
  const [, address, prefix, card] = /virtual_ipaddress \{\s*([\d.]+)\/(\d+) dev (\S+)/.exec(config) ?? [];
  return address === undefined || prefix === undefined || card === undefined ? undefined : { address, prefix, card };
}

/** What Keepalived's check asks. */
const takesPart = (cluster: PracticeCluster, machine: Machine): boolean =>
  machine.files.at(keepalivedPaths.aside) === undefined && apiAnswers(cluster, machine);

/** Who has the virtual address: a master whose API server answers before one whose does not; who has it keeps it among equals. */
export function holderOf(cluster: PracticeCluster): Machine | undefined {
  const candidates = [...cluster.machines.values()]
    .filter((machine) => has(cluster, startedAt(machine, 'keepalived'), durations.keepalived) && virtualAddressOf(machine))
    .map((machine) => ({ machine, priority: takesPart(cluster, machine) ? 150 : 100 }));
  const best = Math.max(...candidates.map(({ priority }) => priority));
  const equals = candidates.filter(({ priority }) => priority === best).map(({ machine }) => machine);
  const holder = equals.find((machine) => machine.config.name === cluster.holder) ?? equals[0];
  cluster.holder = holder?.config.name;
  return holder;
}

/** Why an API server cannot be reached at an address, as kubectl prints it; undefined where it can. */
export function unreachableAt(cluster: PracticeCluster, address: string, port: string): string | undefined {
  const refused = `The connection to the server ${address}:${port} was refused - did you specify the right host or port?`;
  const noRoute = `Unable to connect to the server: dial tcp ${address}:${port}: connect: no route to host`;
  const machine = cluster.byAddress(address);
  if (machine) return apiAnswers(cluster, machine) ? undefined : refused;
  const isVirtual = [...cluster.machines.values()].some((other) => virtualAddressOf(other)?.address === address);
  if (!isVirtual) return [...cluster.machines.values()].some((other) => apiAnswers(cluster, other)) ? undefined : noRoute; // a load balancer
  const holder = holderOf(cluster);
  if (!holder) return noRoute;
  return apiAnswers(cluster, holder) ? undefined : refused;
}
