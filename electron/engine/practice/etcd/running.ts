import { layout } from '../../../../shared/model/layout.ts';
import type { PracticeCluster } from '../cluster.ts';
import { containerOf } from '../containers.ts';
import { durations } from '../durations.ts';
import type { Machine } from '../machine.ts';
import { writeData } from './disk.ts';
import type { Etcd, EtcdMember } from './etcd.ts';
import { type EtcdSettings, settingsOfPod, settingsOfUnit } from './settings.ts';
import { removedWords, startEtcd } from './start.ts';

/** A member whose process runs. */
export interface RunningMember {
  readonly machine: Machine;
  readonly etcd: Etcd;
  readonly member: EtcdMember;
}

/**
 * Brings every machine's etcd to where it is by now: processes that ended are gone, those that are to run are started, and who could
 * not start tries again. Called before anything is told of etcd, and before and after a host is changed in what etcd hangs on.
 */
export function settleEtcd(cluster: PracticeCluster): void {
  const machines = [...cluster.machines.values()].filter((machine) => endOrKeep(machine));
  let waiting: Machine[];
  let before: number;
  do {
    waiting = machines.filter((machine) => !isMember(machine));
    before = waiting.length;
    for (const machine of waiting) start(cluster, machine);
  } while (waiting.filter((machine) => !isMember(machine)).length < before);
  for (const machine of machines) leaveIfRemoved(cluster, machine);
  for (const etcd of cluster.etcds.values()) if (hasMajority(cluster, etcd)) serve(cluster, etcd);
  for (const machine of machines) takeOver(cluster, machine);
}

const isMember = ({ etcd }: Machine): boolean => etcd !== undefined && 'member' in etcd.is;

/** How etcd is to run on a machine now: by its unit, or in a container. */
function wanted(machine: Machine): { container: number | undefined; settings: () => EtcdSettings | undefined } | undefined {
  const unit = machine.unit(layout.etcdUnit);
  if (unit?.active === 'active' || unit?.active === 'activating') {
    if (machine.etcd === undefined && machine.clock.now() < unit.since + durations.etcd) return undefined;
    return { container: undefined, settings: () => settingsOfUnit(machine) };
  }
  const container = containerOf(machine, 'etcd');
  if (!container || machine.clock.now() < container.since + durations.etcd) return undefined;
  return { container: container.since, settings: () => settingsOfPod(machine) };
}

/** Whether a machine is to run etcd. A process of a unit that was stopped, or of another container, has ended. */
function endOrKeep(machine: Machine): boolean {
  const now = wanted(machine);
  if (machine.etcd && (!now || machine.etcd.container !== now.container)) machine.etcd = undefined;
  return now !== undefined;
}

function start(cluster: PracticeCluster, machine: Machine): void {
  const now = wanted(machine);
  const settings = now?.settings();
  if (!now || !settings) return;
  const { name, dataDir, clientUrl, certificate } = settings;
  const is = startEtcd(cluster, machine, settings);
  machine.etcd = { container: now.container, name, dataDir, clientUrl, certificate, is };
  if ('member' in is) cluster.touch();
}

function leaveIfRemoved(cluster: PracticeCluster, machine: Machine): void {
  const process = machine.etcd;
  if (!process || !('member' in process.is)) return;
  const { etcd, member } = process.is.member;
  if (!cluster.etcds.get(etcd)?.member(member)) machine.etcd = { ...process, is: { failure: removedWords } };
}

/** Members publish their addresses, units that waited for a majority are active, and somebody leads. */
function serve(cluster: PracticeCluster, etcd: Etcd): void {
  const up = upOf(cluster, etcd);
  for (const { machine, member } of up) {
    if (member.clientUrls.length === 0 && machine.etcd) {
      etcd.change(member.id, { clientUrls: [machine.etcd.clientUrl], name: machine.etcd.name });
      cluster.touch();
    }
    if (machine.unit(layout.etcdUnit)?.active === 'activating') machine.setUnit(layout.etcdUnit, { active: 'active' });
  }
  if (!etcd.served) {
    etcd.served = true;
    cluster.touch();
  }
  const voters = up.filter(({ member }) => !member.learner);
  if (voters.some(({ member }) => member.id === etcd.leader)) return;
  etcd.leader = voters[0]?.member.id;
  etcd.term += 1;
  cluster.touch();
}

/**
 * A member that began anew while the others were away, and never had a majority with it, is taken for itself by the others when they
 * are back: same id, same etcd's id. They give it what they have.
 */
function takeOver(cluster: PracticeCluster, machine: Machine): void {
  const own = memberOn(cluster, machine);
  if (!own || own.etcd.served) return;
  const others = [...cluster.etcds.values()].find(
    (etcd) => etcd !== own.etcd && etcd.id === own.etcd.id && etcd.member(own.member.id) && hasMajority(cluster, etcd),
  );
  if (!others || !machine.etcd) return;
  const member = { etcd: others.key, member: own.member.id };
  writeData(machine.files, machine.etcd.dataDir, member);
  machine.etcd = { ...machine.etcd, is: { member } };
  if (machine.unit(layout.etcdUnit)?.active === 'activating') machine.setUnit(layout.etcdUnit, { active: 'active' });
  cluster.touch();
}

function memberOn(cluster: PracticeCluster, machine: Machine): RunningMember | undefined {
  const is = machine.etcd?.is;
  if (!is || !('member' in is)) return undefined;
  const etcd = cluster.etcds.get(is.member.etcd);
  const member = etcd?.member(is.member.member);
  return etcd && member && { machine, etcd, member };
}

const upOf = (cluster: PracticeCluster, etcd: Etcd): RunningMember[] =>
  [...cluster.machines.values()].flatMap((machine) => {
    const running = memberOn(cluster, machine);
    return running?.etcd === etcd ? [running] : [];
  });

function hasMajority(cluster: PracticeCluster, etcd: Etcd): boolean {
  const up = upOf(cluster, etcd).filter(({ member }) => !member.learner);
  return up.length > etcd.voters.length / 2;
}

/** The member that runs on a machine. */
export function runningMember(cluster: PracticeCluster, machine: Machine): RunningMember | undefined {
  settleEtcd(cluster);
  return memberOn(cluster, machine);
}

/** The members of an etcd that run. */
export function runningMembers(cluster: PracticeCluster, etcd: Etcd): RunningMember[] {
  settleEtcd(cluster);
  return upOf(cluster, etcd);
}

/** The etcd that a machine's own member serves: it is up and has a majority with it. */
export function servedEtcd(cluster: PracticeCluster, machine: Machine): Etcd | undefined {
  const own = runningMember(cluster, machine);
  return own && hasMajority(cluster, own.etcd) ? own.etcd : undefined;
}

/** What etcd printed last on a machine, where it cannot start. */
export function etcdFailure(cluster: PracticeCluster, machine: Machine): string | undefined {
  settleEtcd(cluster);
  return machine.etcd && 'failure' in machine.etcd.is ? machine.etcd.is.failure : undefined;
}
