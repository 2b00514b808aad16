import { durations } from './durations.ts';
import { settleEtcd } from './etcd/running.ts';
import { type Host, startUnit } from './services.ts';
import type { Machine } from './machine.ts';
import type { PracticeCluster } from './cluster.ts';

/** Takes a machine's power away: all that runs on it ends, and whoever is connected is cut off. */
export function cutPower(cluster: PracticeCluster, machine: Machine): void {
  settleEtcd(cluster);
  machine.powerOff();
  for (const command of machine.commands.values()) command.stop();
  for (const name of machine.units.keys()) machine.setUnit(name, { active: 'inactive' });
  machine.containers.clear();
  machine.etcd = undefined;
  cluster.tell();
}

/**
 * Gives a machine its power back. Resolves once it has booted: what lies in memory is gone, what its files say for the boot is done, and
 * the units that are enabled are started. Whether they come up is another matter.
 */
export async function start(host: Host): Promise<void> {
  const { machine, cluster, signal } = host;
  await machine.clock.wait(durations.boot, signal);
  machine.boot();
  const enabled = [...machine.units].filter(([name, unit]) => unit.enabled && machine.unitText(name) !== undefined);
  await Promise.all(enabled.map(([name]) => startUnit(host, name)));
  cluster.tell();
}
