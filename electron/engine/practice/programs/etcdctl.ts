import { expiredWords, isPast, validUntil } from '../certificate-times.ts';
import type { EtcdMember } from '../etcd/etcd.ts';
import { asNumber } from '../etcd/ids.ts';
import { type RunningMember, runningMember, runningMembers, servedEtcd } from '../etcd/running.ts';
import type { Machine } from '../machine.ts';
import { headerOf, statusOf } from './etcd-answers.ts';
import { exactJson } from './exact-json.ts';
import { changeMembers } from './etcdctl-members.ts';
import { type Call, type Program, takes } from './program.ts';

/**
 * etcdctl, as far as it is asked: `endpoint health` and `endpoint status` (also of the whole cluster), `move-leader ID`, `member list`,
 * `add`, `remove` and `promote`, `alarm list`, and `get PREFIX --prefix --keys-only`. Endpoints are those of its own host, or one
 * that is named by its address.
 */
export const etcdctl: Program = async (call) => {
  const { argv, machine, cluster, complain } = call;
  const fail = (why: string) => {
    complain(`Error: ${why}\n`);
    return 1;
  };
  const missing = ['cacert', 'cert', 'key']
    .flatMap((name) => optionOf(argv, name) ?? [])
    .find((path) => machine.files.read(path) === undefined);
  if (missing !== undefined) return fail(`open ${missing}: no such file or directory`);
  await takes(call, 60);
  const asksAll = argv.includes('--cluster');
  const unreached = asksAll ? 'failed to fetch endpoints from etcd cluster member list: context deadline exceeded' : deadline;
  const asked = askedMachine(call);
  const own = asked && runningMember(cluster, asked);
  if (!own) return fail(unreached);
  const refused = refusal(machine, own, optionOf(argv, 'cert'));
  if (refused !== undefined) {
    complain(`{"level":"warn","msg":"retrying of unary invoker failed","error":"authentication handshake failed: ${refused}"}\n`);
    return fail(unreached);
  }
  const served = servedEtcd(cluster, own.machine);
  const words = argv.slice(1).filter((word) => !word.startsWith('-') && word !== 'json');
  const command = words.slice(0, 2).join(' ');
  // its own state is all that a member tells without a majority
  if (command === 'endpoint status' && !asksAll) return status(call, own, false);
  if (command === 'endpoint health' && !asksAll) return health(call, own);
  if (!served) return fail(unreached);
  switch (command) {
    case 'endpoint status':
      return status(call, own, true);
    case 'endpoint health':
      return health(call, own, own.etcd.members);
    case 'member list':
      return memberList(call, own);
    case 'member add':
    case 'member remove':
    case 'member promote':
      return changeMembers(call, own, words);
    case 'alarm list':
      if (argv.includes('json')) call.print(`${exactJson({ header: headerOf(own) })}\n`);
      return 0;
    default:
      if (words[0] === 'move-leader') return moveLeader(call, own, words[1] ?? '');
      if (words[0] === 'get') return getKeys(call, own, words[1] ?? '');
      return fail(`practice knows no etcdctl ${words.join(' ')}`);
  }
};

const deadline = 'context deadline exceeded';

const optionOf = (argv: readonly string[], name: string): string | undefined =>
  argv.flatMap((word) => (word.startsWith(`--${name}=`) ? [word.slice(name.length + 3)] : []))[0];

/** The machine whose member is asked: the endpoint's, or its own. */
function askedMachine({ argv, machine, cluster }: Call): Machine | undefined {
  const address = /^https?:\/\/([^:/]+)/.exec(optionOf(argv, 'endpoints') ?? '')?.[1];
  return address === undefined || address.startsWith('127.') ? machine : cluster.byAddress(address);
}

/** Why no handshake comes about, in Go's words: who asks looks at the member's certificate first. */
function refusal(machine: Machine, { machine: asked }: RunningMember, cert: string | undefined): string | undefined {
  const served = asked.etcd?.certificate === undefined ? undefined : validUntil(asked, asked.etcd.certificate);
  if (isPast(machine, served)) return `tls: failed to verify certificate: ${expiredWords(machine, served)}`;
  const client = cert === undefined ? undefined : validUntil(machine, cert);
  return isPast(asked, client) ? 'remote error: tls: expired certificate' : undefined;
}

const endpointOf = (argv: readonly string[]): string => optionOf(argv, 'endpoints') ?? '127.0.0.1:2379';

function health({ argv, cluster, print, complain }: Call, own: RunningMember, others?: readonly EtcdMember[]): number {
  const serves = servedEtcd(cluster, own.machine) !== undefined;
  const up = runningMembers(cluster, own.etcd).map(({ member }) => member.id);
  const urlsOf = ({ clientUrls }: EtcdMember) => (others ? clientUrls : [endpointOf(argv)]);
  const healths = (others ?? [own.member])
    .flatMap((member) => urlsOf(member).map((endpoint) => ({ endpoint, health: serves && up.includes(member.id) })))
    .map((one) => ({ ...one, took: one.health ? '4.2ms' : '3.0s', ...(one.health ? {} : { error: deadline }) }));
  if (argv.includes('json')) print(`${JSON.stringify(healths)}\n`);
  if (serves && healths.every((one) => one.health)) return 0;
  complain('Error: unhealthy cluster\n');
  return 1;
}

function status({ argv, cluster, print, complain }: Call, own: RunningMember, asksAll: boolean): number {
  const answered = asksAll ? runningMembers(cluster, own.etcd) : [own];
  const states = answered.map((member) => {
    const serves = servedEtcd(cluster, member.machine) !== undefined;
    return statusOf(member, asksAll ? (member.machine.etcd?.clientUrl ?? '') : endpointOf(argv), serves);
  });
  print(`${exactJson(states)}\n`);
  if (!asksAll || answered.length === own.etcd.members.length) return 0;
  complain(`Failed to get the status of an endpoint (${deadline})\n`);
  return 1;
}

function memberList({ argv, print }: Call, own: RunningMember): number {
  const { members } = own.etcd;
  const listed = members.map(({ id, name, peerUrls, clientUrls, learner }) => ({
    ID: asNumber(id),
    ...(name === '' ? {} : { name }),
    peerURLs: peerUrls,
    ...(clientUrls.length === 0 ? {} : { clientURLs: clientUrls }),
    ...(learner ? { isLearner: true } : {}),
  }));
  if (argv.includes('json')) print(`${exactJson({ header: headerOf(own), members: listed })}\n`);
  else
    for (const { id, name, peerUrls, clientUrls, learner } of members)
      print(
        `${[id, clientUrls.length > 0 ? 'started' : 'unstarted', name, peerUrls.join(','), clientUrls.join(','), learner].join(', ')}\n`,
      );
  return 0;
}

/** The first key below a prefix: of what the API server keeps there. */
function getKeys({ print }: Call, { etcd }: RunningMember, prefix: string): number {
  const keys = [
    ...[...etcd.store.objects].map(({ object: { kind, metadata } }) =>
      [
        '/registry',
        `${kind.toLowerCase()}s`,
        ...(metadata.namespace === undefined ? [] : [metadata.namespace]),
        metadata.name,
      ].join('/'),
    ),
    ...[...etcd.store.nodes.keys()].map((name) => `/registry/minions/${name}`),
  ].filter((key) => key.startsWith(prefix));
  const [first] = keys.sort();
  if (first !== undefined) print(`${first}\n\n`);
  return 0;
}

/** Only the leader can give its leadership away. */
function moveLeader({ cluster, print, complain }: Call, own: RunningMember, id: string): number {
  const { etcd, member } = own;
  const to = runningMembers(cluster, etcd).find((one) => one.member.id === id && !one.member.learner);
  if (!to || etcd.leader !== member.id) {
    complain(to ? 'Error: no leader endpoint given at [https://127.0.0.1:2379]\n' : 'Error: etcdserver: bad leader transferee\n');
    return 1;
  }
  etcd.leader = id;
  etcd.term += 1;
  cluster.tell();
  print(`Leadership transferred from ${member.id} to ${id}\n`);
  return 0;
}
