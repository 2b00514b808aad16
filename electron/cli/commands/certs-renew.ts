import { type LeafGroup, leafGroups } from '../../../shared/certificates/leaves.ts';
import type { Language } from '../../../shared/problems/problem.ts';
import type { Manner } from '../../../shared/planner/renew/renew.ts';
import { renew, type RenewalOrder, type RenewalOutline } from '../../engine/certificates/renew.ts';
import { withVault } from '../../engine/reach.ts';
import { takeLease } from '../../engine/workspace/lease.ts';
import { type Arguments, UsageError } from '../arguments.ts';
import { exit, type Exit } from '../exit.ts';
import { openProgress } from '../progress/open.ts';
import { openSession, type Session } from '../session.ts';
import type { Command, Invocation } from './command.ts';

interface Words {
  readonly what: (count: number, hosts: number) => string;
  readonly leaf: (where: string, subject: string, names: string) => string;
  readonly here: string;
  readonly goesOn: (begun: string) => string;
  readonly leftOut: (host: string) => string;
  readonly how: Readonly<Record<Manner, string>>;
  readonly begin: string;
  readonly declined: string;
  readonly nothing: string;
  readonly done: (dir: string) => string;
  readonly again: string;
}

const words: Readonly<Record<Language, Words>> = {
  en: {
    what: (count, hosts) => `${count} certificates on ${hosts} nodes, signed by the authorities that the cluster has:`,
    leaf: (where, subject, names) => `  ${where}: ${subject}${names === '' ? '' : `, for ${names}`}`,
    here: 'this workspace',
    goesOn: (begun) => `Going on with the renewal that began at ${begun}: its certificates are made already.`,
    leftOut: (host) =>
      `  ${host} is left out: it was not reached. Renew its certificates once it is back: barque certs renew --node ${host}`,
    how: {
      'in-turns':
        'One master after the other gives away the address and the lead of etcd, starts with the new certificates, and comes back.',
      together:
        'The cluster takes no credentials any more, so all masters get their certificates and start again at the same time.',
    },
    begin: 'Begin?',
    declined: 'Nothing was begun.',
    nothing: 'There is nothing to renew in this.',
    done: (dir) =>
      `Renewed, and shown to be served. The administrator's kubeconfig in ${dir} is a new one too, if it was among them.`,
    again: 'Nothing was undone. When the cause is mended, go on with: barque certs renew',
  },
  zh: {
    what: (count, hosts) => `将更换 ${hosts} 个节点上的 ${count} 个证书，由集群现有的颁发机构签发：`,
    leaf: (where, subject, names) => `  ${where}：${subject}${names === '' ? '' : `，用于 ${names}`}`,
    here: '本工作区',
    goesOn: (begun) => `继续 ${begun} 开始的续期：新证书已经生成。`,
    leftOut: (host) => `  ${host} 不可达，本次跳过。恢复后请执行：barque certs renew --node ${host}`,
    how: {
      'in-turns': '逐台 master 进行：先让出虚拟地址和 etcd 的领导者身份，用新证书启动后再重新加入。',
      together: '集群已不接受任何凭据，因此所有 master 同时更换证书并重新启动。',
    },
    begin: '开始吗？',
    declined: '没有开始任何操作。',
    nothing: '没有需要更换的证书。',
    done: (dir) => `已更换，并确认已使用新证书提供服务。如果包含管理员的 kubeconfig，${dir} 中的也已更新。`,
    again: '没有任何内容被撤销。排除原因后继续：barque certs renew',
  },
};

/** `barque certs renew`: new leaves, one master at a time; goes on with a renewal that was interrupted. */
export const certsRenew: Command = async (invocation) => {
  const { arguments: given, console, signal } = invocation;
  const groups = groupsOf(given);
  return renewFor(invocation, await openSession(given, console, false, signal), { groups, nodes: given.node, skipped: [] });
};

/** Renews what is named: the groups, on the nodes (all where none is named), without the steps to be skipped. */
export async function renewFor(invocation: Invocation, session: Session, which: Which): Promise<Exit> {
  const run = await session.workspace.newRun();
  const lease = await takeLease(session.workspace.dir, run);
  try {
    return await withVault(session.workspace, session, () => renewUnderLease(invocation, session, run, which));
  } finally {
    await lease.release();
  }
}

type Which = Pick<RenewalOrder, 'groups' | 'nodes' | 'skipped'>;

async function renewUnderLease(
  { arguments: given, console, signal }: Invocation,
  session: Session,
  run: string,
  which: Which,
): Promise<Exit> {
  const say = words[console.language];
  const { workspace } = session;
  const progress = openProgress(given, console, session.hide);
  const begin = async (outline: RenewalOutline) => {
    console.problems(outline.unreached);
    for (const line of summary(outline, say)) progress.note(line);
    if (outline.leaves.length === 0) return false;
    return given.yes || (console.interactive && (await console.confirm(say.begin, signal)));
  };
  try {
    const end = await renew({ ...session, ...which, run }, { begin, event: progress.event }, signal);
    if (end === 'declined') {
      progress.note(say.declined);
      return exit.refused;
    }
    progress.end();
    console.problems(end.problems);
    progress.note(end.outcome === 'success' ? say.done(workspace.exports) : say.again);
    return exit[end.outcome];
  } finally {
    progress.end();
  }
}

/** What will be signed, with every name in it, before it is signed. */
function summary({ leaves, begun, manner, unreached }: RenewalOutline, say: Words): string[] {
  if (leaves.length === 0) return [say.nothing];
  const hosts = new Set(leaves.flatMap((leaf) => (leaf.on === undefined ? [] : [leaf.on.host])));
  const lines = leaves.map(({ on, identity: { commonName, organizations, sans } }) => {
    const path = on === undefined ? '' : ` ${on.lies.as === 'pair' ? on.lies.certificate : on.lies.path}`;
    const subject = [...organizations.map((group) => `O=${group}`), `CN=${commonName}`].join(', ');
    return say.leaf(`${on?.host ?? say.here}${path}`, subject, [...sans.dns, ...sans.ip].join(' '));
  });
  const left = unreached.flatMap(({ host }) => (host === undefined ? [] : [say.leftOut(host)]));
  return [
    ...(begun === undefined ? [] : [say.goesOn(begun)]),
    say.what(leaves.length, hosts.size),
    ...lines,
    ...left,
    say.how[manner],
  ];
}

function groupsOf({ only = 'all' }: Arguments): readonly LeafGroup[] {
  if (only === 'all') return leafGroups;
  const chosen = only.split(',').map((word) => leafGroups.find((group) => group === word));
  const known = chosen.filter((group) => group !== undefined);
  if (known.length !== chosen.length) throw new UsageError(`--only ${only}: ${leafGroups.join(', ')}, all`);
  return known;
}
