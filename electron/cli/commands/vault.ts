import { hostname, userInfo } from 'node:os';
import { forgetKeys } from '../../engine/vault/forget.ts';
import { handOverVault } from '../../engine/vault/hand-over.ts';
import { readKeyRecords } from '../../engine/vault/records.ts';
import { readPassphrase } from '../../engine/vault/secrets-file.ts';
import { UsageError } from '../arguments.ts';
import { exit } from '../exit.ts';
import { givenWorkspace } from '../session.ts';
import { askNew, openVault } from '../vault.ts';
import type { Command, Invocation } from './command.ts';

const words = {
  en: {
    states: { plain: 'not encrypted', locked: 'encrypted, locked', unlocked: 'encrypted, unlocked' },
    secrets: (count: number) => `${count} secrets`,
    protectors: (names: readonly string[]) => `also opened by: ${names.join(', ')}`,
    handedOver: (at: string, by: string, to: string) => `handed over by ${by} at ${at} to ${to}`,
    erased: (at: string, by: string, count: number) => `erased by ${by} at ${at}: ${count} secrets`,
    choose: 'new passphrase',
    theirs: 'passphrase of the copy',
    present: 'present passphrase',
    protected: 'The vault is encrypted. Without its passphrase nobody opens it: keep it where it will be found.',
    already: 'It is encrypted already; `barque vault passphrase` changes the passphrase.',
    copied: (to: string, count: number) =>
      `${to}: ${count} keys and the certificates, opened again and compared. \`barque vault forget\` erases them here.`,
    confirm: (name: string) => `This erases the keys of ${name} here, for good. Type the cluster's name to go on: `,
    forgotten: (count: number) => `${count} secrets erased; certificates and the record of the erasure stay.`,
  },
  zh: {
    states: { plain: '未加密', locked: '已加密，已锁定', unlocked: '已加密，已解锁' },
    secrets: (count: number) => `${count} 个密钥`,
    protectors: (names: readonly string[]) => `也可由以下方式打开：${names.join('、')}`,
    handedOver: (at: string, by: string, to: string) => `${by} 于 ${at} 移交到 ${to}`,
    erased: (at: string, by: string, count: number) => `${by} 于 ${at} 擦除了 ${count} 个密钥`,
    choose: '新口令',
    theirs: '副本的口令',
    present: '当前口令',
    protected: '凭据库已加密。没有口令无人能打开：请妥善保管。',
    already: '凭据库已经加密；用 `barque vault passphrase` 更改口令。',
    copied: (to: string, count: number) =>
      `${to}：${count} 个密钥及证书，已重新打开并比对一致。\`barque vault forget\` 可擦除本地密钥。`,
    confirm: (name: string) => `此操作将永久擦除本地的 ${name} 密钥。输入集群名称以继续：`,
    forgotten: (count: number) => `已擦除 ${count} 个密钥；证书和擦除记录保留。`,
  },
};

const who = () => `${userInfo().username}@${hostname()}`;

/** `barque vault status`: whether the vault is encrypted, and what has become of the keys. Asks for no passphrase. */
export const vaultStatus: Command = async ({ arguments: given, console }) => {
  const say = words[console.language];
  const { dir, vault } = await givenWorkspace(given);
  const [state, protectors, { handedOver, erased }] = [await vault.state(), await vault.protectors(), await readKeyRecords(dir)];
  if (given.json) {
    console.print(`${JSON.stringify({ type: 'vault', state, protectors, handedOver, erased })}\n`);
    return exit.success;
  }
  const lines = [
    state === 'plain' ? `${say.states.plain}, ${say.secrets((await vault.names()).length)}` : say.states[state],
    ...(protectors.length === 0 ? [] : [say.protectors(protectors)]),
    ...handedOver.map(({ at, by, to }) => say.handedOver(at, by, to)),
    ...(erased ? [say.erased(erased.at, erased.by, erased.secrets.length)] : []),
  ];
  console.print(`${lines.join('\n')}\n`);
  return exit.success;
};

/** `barque vault protect`: encrypts a plain vault. */
export const vaultProtect: Command = async (invocation) => {
  const { arguments: given, console, signal } = invocation;
  const say = words[console.language];
  const { vault } = await givenWorkspace(given);
  if ((await vault.state()) !== 'plain') {
    console.print(`${say.already}\n`);
    return exit.refused;
  }
  // It has no passphrase yet, so both options can mean nothing but the new one.
  await vault.protect(await newPassphrase(invocation, given.newPassphrase ?? given.passphrase, say.choose, signal));
  console.print(`${say.protected}\n`);
  return exit.success;
};

/** `barque vault passphrase`: changes it. */
export const vaultPassphrase: Command = async (invocation) => {
  const { arguments: given, console, signal } = invocation;
  const say = words[console.language];
  const { vault } = await givenWorkspace(given);
  if ((await vault.state()) === 'plain') return vaultProtect(invocation);
  if (given.passphrase === undefined && !console.interactive) throw new UsageError('--passphrase FILE|fd:N is missing');
  const present =
    given.passphrase === undefined ? await console.secret(say.present, signal) : await readPassphrase(given.passphrase, signal);
  await vault.unlock(present);
  await vault.protect(await newPassphrase(invocation, given.newPassphrase, say.choose, signal), present);
  console.print(`${say.protected}\n`);
  return exit.success;
};

/** `barque vault hand-over --to DIR`: a copy of the workspace under somebody else's passphrase. */
export const vaultHandOver: Command = async (invocation) => {
  const { arguments: given, console, signal } = invocation;
  const say = words[console.language];
  if (given.to === undefined) throw new UsageError('--to DIR is missing');
  const workspace = await givenWorkspace(given);
  // A plain vault has no passphrase, so either option means the copy's.
  const isPlain = (await workspace.vault.state()) === 'plain';
  if (!isPlain) await openVault(workspace, given, console, signal);
  const from = given.newPassphrase ?? (isPlain ? given.passphrase : undefined);
  const passphrase = await newPassphrase(invocation, from, say.theirs, signal);
  const record = await handOverVault(workspace, { to: given.to, passphrase, by: who() }, signal);
  if (given.json) console.print(`${JSON.stringify({ type: 'handed-over', ...record })}\n`);
  else console.print(`${say.copied(record.to, record.secrets)}\n`);
  return exit.success;
};

/** `barque vault forget`: erases keys and passwords here, after the cluster's name was typed. */
export const vaultForget: Command = async ({ arguments: given, console, signal }) => {
  const say = words[console.language];
  const workspace = await givenWorkspace(given);
  const { name } = workspace.cluster;
  const confirmed = given.confirm ?? (console.interactive ? await console.line(say.confirm(name), signal) : '');
  const record = await forgetKeys(workspace, { confirmed: confirmed.trim(), by: who() });
  if (given.json) console.print(`${JSON.stringify({ type: 'forgotten', ...record })}\n`);
  else console.print(`${say.forgotten(record.secrets.length)}\n`);
  return exit.success;
};

/** From the file that was given, else typed twice. */
async function newPassphrase(
  { console }: Invocation,
  from: string | undefined,
  question: string,
  signal: AbortSignal,
): Promise<string> {
  const passphrase = from === undefined ? await askNew(question, console, signal) : await readPassphrase(from, signal);
  if (passphrase === undefined) throw new UsageError('--new-passphrase FILE|fd:N is missing');
  return passphrase;
}
