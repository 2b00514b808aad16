import { pkiNames } from '../../../shared/model/pki-names.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import {
  type BootstrapToken,
  createToken,
  deleteToken,
  joinCommand,
  listTokens,
  mastersOnly,
  tokenId,
} from '../../engine/bootstrap-tokens.ts';
import { keptCertificates } from '../../engine/cluster-material.ts';
import { type Fleet, openFleet } from '../../engine/fleet.ts';
import { describe } from '../../engine/pki/inspect.ts';
import { UsageError } from '../arguments.ts';
import { padTo } from '../columns.ts';
import { exit, type Exit } from '../exit.ts';
import { openSession, type Session } from '../session.ts';
import type { Command, Invocation } from './command.ts';

const words = {
  en: {
    none: 'no tokens',
    never: 'never ends',
    until: (when: string) => `until ${when}`,
    deleted: (id: string) => `token ${id} deleted: nobody joins by it any more`,
  },
  zh: {
    none: '没有令牌',
    never: '永不过期',
    until: (when: string) => `有效期至 ${when}`,
    deleted: (id: string) => `令牌 ${id} 已删除，不能再用于加入集群`,
  },
};

/** `barque join-command [--ttl 24h]`: the line that adds a worker by hand, with a new token, on stdout and nowhere else. */
export const joinCommandLine: Command = (invocation) => {
  const minutes = minutesOf(invocation.arguments.ttl ?? '24h');
  return withMasters(invocation, async (fleet, { workspace, spec }) => {
    const authority = (await keptCertificates(workspace))[pkiNames.kubernetesAuthority.certificate];
    if (authority === undefined) throw new ProblemError(problem('kubeconfig.no-authority', { workspace: workspace.dir }));
    const token = await createToken(fleet, minutes, invocation.signal);
    const command = joinCommand(spec, token, describe(authority).publicKeyPin);
    const { arguments: given, console } = invocation;
    console.print(given.json ? `${JSON.stringify({ type: 'join-command', command, minutes })}\n` : `${command}\n`);
    return exit.success;
  });
};

/** `barque tokens list`: the tokens that nodes may join by, without their secrets. */
export const tokensList: Command = (invocation) =>
  withMasters(invocation, async (fleet) => {
    const { arguments: given, console, signal } = invocation;
    const tokens = await listTokens(fleet, signal);
    if (given.json) console.print(`${JSON.stringify({ type: 'tokens', tokens })}\n`);
    else console.print(`${tokens.length === 0 ? words[console.language].none : tokens.map(row).join('\n')}\n`);
    return exit.success;

    function row({ id, expires, description }: BootstrapToken): string {
      const say = words[console.language];
      return [id, padTo(expires === undefined ? say.never : say.until(expires), 34), description].join('  ').trimEnd();
    }
  });

/** `barque tokens delete ID` */
export const tokensDelete: Command = (invocation) => {
  const { arguments: given, console, signal } = invocation;
  const { data: id } = tokenId.safeParse(given.command[2]);
  if (id === undefined) throw new UsageError('tokens delete ID');
  return withMasters(invocation, async (fleet) => {
    await deleteToken(fleet, id, signal);
    if (given.json) console.print(`${JSON.stringify({ type: 'token-deleted', id })}\n`);
    else console.print(`${words[console.language].deleted(id)}\n`);
    return exit.success;
  });
};

const units = { m: 1, h: 60, d: 1440 };

/** A lifetime such as 90m, 24h or 7d, in minutes; 30 days at most. @throws {UsageError} */
export function minutesOf(ttl: string): number {
  const [, number, unit] = /^([1-9]\d{0,4})([mhd])$/.exec(ttl) ?? [];
  const minutes = Number(number) * (unit === 'm' || unit === 'h' || unit === 'd' ? units[unit] : NaN);
  if (!(minutes <= 30 * units.d)) throw new UsageError(`--ttl ${ttl}: 90m, 24h, 7d; at most 30d`);
  return minutes;
}

/** Does something with whichever masters answer. */
async function withMasters(
  { arguments: given, console, signal }: Invocation,
  work: (fleet: Fleet, session: Session) => Promise<Exit>,
): Promise<Exit> {
  const session = await openSession(given, console, false, signal);
  const fleet = await openFleet(mastersOnly(session.spec), session.reach, signal, 'whoever-answers');
  try {
    return await work(fleet, session);
  } finally {
    await fleet.close();
  }
}
