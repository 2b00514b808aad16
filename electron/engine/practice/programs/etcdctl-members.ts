import type { EtcdMember } from '../etcd/etcd.ts';
import { asNumber } from '../etcd/ids.ts';
import { type RunningMember, runningMembers } from '../etcd/running.ts';
import { headerOf } from './etcd-answers.ts';
import { exactJson } from './exact-json.ts';
import type { Call } from './program.ts';

/** `member add NAME --peer-urls=URL [--learner]`, `member remove ID`, `member promote ID`: changes of the member list. */
export function changeMembers(call: Call, own: RunningMember, [, verb, what = '']: readonly string[]): number {
  const { argv, machine, cluster, complain } = call;
  const { etcd } = own;
  const fail = (why: string) => {
    complain(`Error: ${why}\n`);
    return 1;
  };
  const done = (member: EtcdMember, words: string) => {
    cluster.tell();
    if (argv.includes('json')) call.print(`${exactJson({ header: headerOf(own), member: { ID: asNumber(member.id) } })}\n`);
    else call.print(`Member ${member.id} ${words} cluster ${etcd.id}\n`);
    return 0;
  };
  if (verb === 'add') {
    const url = argv.flatMap((word) => /^--peer-urls=(.+)$/.exec(word)?.[1] ?? [])[0];
    if (url === undefined) return fail('member peer urls not provided');
    if (etcd.memberAt(url)) return fail('etcdserver: Peer URLs already exists');
    const learner = argv.includes('--learner');
    if (learner && etcd.members.some((member) => member.learner)) return fail('etcdserver: too many learner members in cluster');
    return done(etcd.add(url, learner, machine.seconds()), 'added to');
  }
  const member = etcd.member(what);
  if (!member) return fail('etcdserver: member not found');
  if (verb === 'remove') {
    if (!keepsMajority(call, own, member)) return fail('etcdserver: unhealthy cluster');
    etcd.remove(member.id);
    return done(member, 'removed from');
  }
  if (!member.learner) return fail('etcdserver: can only promote a learner member');
  if (!runningMembers(cluster, etcd).some((running) => running.member.id === member.id))
    return fail('etcdserver: can only promote a learner member which is in sync with leader');
  etcd.change(member.id, { learner: false });
  return done(member, 'promoted in');
}

/** etcd refuses to remove a member where those that are left and run would be no majority. */
function keepsMajority({ cluster }: Call, { etcd }: RunningMember, gone: EtcdMember): boolean {
  const left = etcd.voters.filter(({ id }) => id !== gone.id);
  const up = runningMembers(cluster, etcd).filter(({ member }) => !member.learner && member.id !== gone.id);
  return gone.learner || up.length > left.length / 2;
}
