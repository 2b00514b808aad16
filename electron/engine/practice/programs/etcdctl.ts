import type { PracticeCluster } from '../cluster.ts';
import { etcdServes, leaderOf, type Member, memberId, membersOf } from '../etcd.ts';
import type { Machine } from '../machine.ts';
import { type Call, type Program, takes } from './program.ts';

/** etcdctl, asking the member of its host: `endpoint health` and `endpoint status`, also of the whole cluster, and `move-leader ID`. */
export const etcdctl: Program = async (call) => {
  const { machine, cluster, complain } = call;
  const files = call.argv.flatMap((word) => /^--(?:cacert|cert|key)=(.+)$/.exec(word)?.[1] ?? []);
  const missing = files.find((path) => machine.files.read(path) === undefined);
  if (missing !== undefined) {
    complain(`Error: open ${missing}: no such file or directory\n`);
    return 1;
  }
  await takes(call, 60);
  const members = membersOf(cluster, machine);
  const own = members.find(({ address, up }) => up && address === machine.config.address);
  if (!own) {
    complain('Error: failed to fetch endpoints from etcd cluster member list: context deadline exceeded\n');
    return 1;
  }
  const asked = call.argv.includes('--cluster') ? members : [own];
  if (call.argv.includes('move-leader')) return moveLeader(call, members, own);
  return call.argv.includes('status') ? status(call, asked) : health(call, asked);
};

function health({ argv, machine, cluster, print, complain }: Call, asked: readonly Member[]): number {
  const serves = etcdServes(cluster, machine);
  const healths = asked.map(({ address, up }) => ({
    endpoint: `https://${address}:2379`,
    health: up && serves,
    took: up ? '4.2ms' : '3.0s',
    ...(up && serves ? {} : { error: 'context deadline exceeded' }),
  }));
  if (argv.includes('json')) print(`${JSON.stringify(healths)}\n`);
  if (healths.every((one) => one.health)) return 0;
  complain('Error: unhealthy cluster\n');
  return 1;
}

function status({ machine, cluster, print, complain }: Call, asked: readonly Member[]): number {
  const leader = leaderId(cluster, machine);
  const answered = asked.filter(({ up }) => up);
  const states = answered.map((member) => ({
    Endpoint: `https://${member.address}:2379`,
    Status: { header: { member_id: memberId(member) }, leader, version: 'practice' },
  }));
  print(`${JSON.stringify(states)}\n`);
  if (answered.length === asked.length) return 0;
  complain('Failed to get the status of an endpoint (context deadline exceeded)\n');
  return 1;
}

/** The leader's id, 0 where nobody leads. */
function leaderId(cluster: PracticeCluster, machine: Machine): number {
  const leader = leaderOf(cluster, machine);
  return leader ? memberId(leader) : 0;
}

/** Only the leader can give its leadership away. */
function moveLeader({ argv, machine, cluster, print, complain }: Call, members: readonly Member[], own: Member): number {
  const to = members.find((member) => member.up && memberId(member).toString(16) === argv.at(-1));
  if (!to || leaderOf(cluster, machine)?.address !== own.address) {
    complain(to ? 'Error: no leader endpoint given at [https://127.0.0.1:2379]\n' : 'Error: etcdserver: bad leader transferee\n');
    return 1;
  }
  cluster.leader = to.address;
  machine.touch();
  print(`Leadership transferred from ${memberId(own).toString(16)} to ${memberId(to).toString(16)}\n`);
  return 0;
}
