import { createHash } from 'node:crypto';
import { layout } from '../../../shared/model/layout.ts';
import { etcdEnvironmentPaths } from '../../../shared/spec/etcd-files.ts';
import type { PracticeCluster } from './cluster.ts';
import type { Machine } from './machine.ts';

/** A member of etcd, as the others know it. */
export interface Member {
  readonly name: string;
  readonly address: string;
  readonly up: boolean;
}

/** The members of the etcd that a machine belongs to; none where it belongs to none. */
export function membersOf(cluster: PracticeCluster, machine: Machine): Member[] {
  const environment = etcdEnvironmentPaths.map((path) => machine.files.text(path)).find((text) => text !== undefined);
  if (environment !== undefined) {
    const initial = /^ETCD_INITIAL_CLUSTER=(.*)$/m.exec(environment)?.[1] ?? '';
    return initial.split(',').flatMap((part) => {
      const [, name, address] = /^([^=]+)=https:\/\/([^:]+):2380$/.exec(part) ?? [];
      if (name === undefined || address === undefined) return [];
      const active = cluster.byAddress(address)?.unit(layout.etcdUnit)?.active;
      return [{ name, address, up: active === 'active' || active === 'activating' }];
    });
  }
  if (!cluster.stacked.includes(machine.hostname)) return [];
  return cluster.stacked.map((name) => {
    const member = cluster.byHostname(name);
    const up = member?.isActive(layout.kubeletUnit) === true && member.files.at(`${layout.staticPods}/etcd.yaml`) !== undefined;
    return { name, address: member?.config.address ?? '', up };
  });
}

/** Whether a machine's own member is up and has a majority with it. */
export function etcdServes(cluster: PracticeCluster, machine: Machine): boolean {
  const members = membersOf(cluster, machine);
  const own = members.find((member) => member.address === machine.config.address);
  return own?.up === true && members.filter((member) => member.up).length > members.length / 2;
}

/** The member that leads those that a machine's own belongs to: who led keeps doing so while it is up. */
export function leaderOf(cluster: PracticeCluster, machine: Machine): Member | undefined {
  if (!etcdServes(cluster, machine)) return undefined;
  const up = membersOf(cluster, machine).filter((member) => member.up);
  const leader = up.find(({ address }) => address === cluster.leader) ?? up[0];
  cluster.leader = leader?.address;
  return leader;
}

/** A member's id: etcd's have 64 bits, of which a number of JavaScript's holds fewer. */
export const memberId = ({ name }: Member): number =>
  parseInt(createHash('sha256').update(`practice member ${name}`).digest('hex').slice(0, 12), 16);
