import { exportCluster } from '../../engine/export/export.ts';
import { readPassphrase } from '../../engine/vault/secrets-file.ts';
import { exit } from '../exit.ts';
import { openSession } from '../session.ts';
import type { Command } from './command.ts';

const words = {
  en: {
    written: (path: string, size: number) => `${path} (${size} bytes)`,
    keys: 'It holds private keys: whoever has them can be administrator of the cluster.',
    open: 'It is not encrypted: --new-passphrase FILE does that.',
    noKeys: 'It holds no private key (--keys adds them).',
  },
  zh: {
    written: (path: string, size: number) => `${path}（${size} 字节）`,
    keys: '其中包含私钥：持有者可以成为集群管理员。',
    open: '未加密：使用 --new-passphrase 文件 可加密。',
    noKeys: '其中不含私钥（--keys 可加入）。',
  },
};

/** `barque export`: everything that an operator leaves with, in one zip. No host is asked. */
export const exportCommand: Command = async ({ arguments: given, console, signal }) => {
  const { workspace, spec } = await openSession(given, console, false, signal);
  const passphrase = given.newPassphrase === undefined ? undefined : await readPassphrase(given.newPassphrase, signal);
  const { path, size } = await exportCluster(workspace, spec, { to: given.to, keys: given.keys, passphrase }, signal);
  if (given.json) {
    console.print(`${JSON.stringify({ type: 'export', path, size, keys: given.keys, encrypted: passphrase !== undefined })}\n`);
    return exit.success;
  }
  const say = words[console.language];
  const notes = given.keys ? [say.keys, ...(passphrase === undefined ? [say.open] : [])] : [say.noKeys];
  console.print([say.written(path, size), ...notes, ''].join('\n'));
  return exit.success;
};
