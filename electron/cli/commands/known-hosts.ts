import { parseSpec } from '../../../shared/spec/parse.ts';
import { resolveNode } from '../../../shared/spec/resolve.ts';
import { exportHostKeys, exportHostKeysTo, importHostKeys, listHostKeys } from '../../engine/transport/exchange-host-keys.ts';
import { forgetHostKey } from '../../engine/transport/host-keys.ts';
import type { Workspace } from '../../engine/workspace/workspace.ts';
import { UsageError } from '../arguments.ts';
import { padTo } from '../columns.ts';
import { exit } from '../exit.ts';
import { givenWorkspace } from '../session.ts';
import type { Command } from './command.ts';

const words = {
  en: {
    hashed: '(hashed)',
    imported: (added: number, known: number, skipped: number) =>
      `${added} host keys added, ${known} known already, ${skipped} lines of other kinds left out`,
    conflict: (host: string) =>
      `${host}: known by another key, which stays. Where the new one is right: barque known-hosts remove ${host}`,
    exported: (added: number, to: string) => `${to}: ${added} host keys added`,
    removed: (host: string) => `${host}: forgotten; the next contact is the first`,
    unknown: (host: string) => `${host}: no key is known`,
  },
  zh: {
    hashed: '（已散列）',
    imported: (added: number, known: number, skipped: number) =>
      `新增 ${added} 个主机密钥，${known} 个已存在，略过 ${skipped} 行其他内容`,
    conflict: (host: string) => `${host}：已记录另一个密钥，未替换。若新密钥无误：barque known-hosts remove ${host}`,
    exported: (added: number, to: string) => `${to}：新增 ${added} 个主机密钥`,
    removed: (host: string) => `${host}：已删除，下次连接视为首次连接`,
    unknown: (host: string) => `${host}：没有已记录的密钥`,
  },
};

/** `barque known-hosts list`: what is trusted; hashed names are told where they are hosts of the spec. */
export const knownHostsList: Command = async ({ arguments: given, console }) => {
  const workspace = await givenWorkspace(given);
  const keys = await listHostKeys(workspace.knownHosts, await hostsOf(workspace));
  if (given.json) console.print(`${JSON.stringify({ type: 'known-hosts', keys })}\n`);
  else
    for (const { host = words[console.language].hashed, type, fingerprint } of keys)
      console.print(`${padTo(host, 24)} ${padTo(type, 20)} ${fingerprint}\n`);
  return exit.success;
};

/** `barque known-hosts import FILE`: exit code 1 where a host is known by another key. */
export const knownHostsImport: Command = async ({ arguments: given, console }) => {
  const from = given.command[2];
  if (from === undefined) throw new UsageError('known-hosts import FILE');
  const say = words[console.language];
  const { added, known, skipped, conflicts } = await importHostKeys((await givenWorkspace(given)).knownHosts, from);
  if (given.json) console.print(`${JSON.stringify({ type: 'imported', added, known, skipped, conflicts })}\n`);
  else console.print([say.imported(added, known, skipped), ...conflicts.map(say.conflict), ''].join('\n'));
  return conflicts.length === 0 ? exit.success : exit.failed;
};

/** `barque known-hosts export [--to FILE]`: prints them, or adds them to a file that keeps what it has. */
export const knownHostsExport: Command = async ({ arguments: given, console }) => {
  const { knownHosts } = await givenWorkspace(given);
  if (given.to === undefined) console.print((await exportHostKeys(knownHosts)).map((line) => `${line}\n`).join(''));
  else console.print(`${words[console.language].exported(await exportHostKeysTo(knownHosts, given.to), given.to)}\n`);
  return exit.success;
};

/** `barque known-hosts remove ADDRESS[:PORT]`. */
export const knownHostsRemove: Command = async ({ arguments: given, console }) => {
  const asked = given.command[2] ?? '';
  const [, address, port = '22'] = /^\[?([^\s:[\]]+)\]?(?::(\d{1,5}))?$/.exec(asked) ?? [];
  if (address === undefined) throw new UsageError('known-hosts remove ADDRESS[:PORT]');
  const removed = await forgetHostKey((await givenWorkspace(given)).knownHosts, `[${address}]:${port}`);
  const say = words[console.language];
  console.print(`${removed ? say.removed(asked) : say.unknown(asked)}\n`);
  return removed ? exit.success : exit.failed;
};

/** The hosts of the workspace's spec, as `[address]:port`; none where there is no sound spec. */
async function hostsOf(workspace: Workspace): Promise<string[]> {
  const parsed = parseSpec(await workspace.readSpec().catch(() => ''));
  if (!('spec' in parsed)) return [];
  const { spec } = parsed;
  const nodes = spec.nodes.map((node) => resolveNode(spec, node));
  const bastions = nodes.flatMap(({ access }) => (access.bastion ? [access.bastion] : []));
  return [...new Set([...nodes, ...bastions].map(({ address, port }) => `[${address}]:${port}`))];
}
