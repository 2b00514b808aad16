import { userFindings, writeUserKubeconfig } from '../../engine/user-kubeconfig.ts';
import { UsageError } from '../arguments.ts';
import { exit } from '../exit.ts';
import { openSession } from '../session.ts';
import type { Command } from './command.ts';

const defaultDays = 90;

const words = {
  en: (path: string, until: string) =>
    `${path}: valid until ${until}. It holds a private key; nothing can revoke it before then.`,
  zh: (path: string, until: string) => `${path}：有效期至 ${until}。其中包含私钥，到期之前无法吊销。`,
};

/** `barque kubeconfig --user NAME [--group GROUP]... [--days N]`: access for somebody, made on this machine; no host is asked. */
export const kubeconfig: Command = async ({ arguments: given, console, signal }) => {
  const { user, group: groups } = given;
  if (user === undefined) throw new UsageError('kubeconfig --user NAME');
  const request = { user, groups, days: given.days === undefined ? defaultDays : Number(given.days) };
  console.warnings(userFindings(request));
  const { workspace, spec } = await openSession(given, console, false, signal);
  const { path, notAfter } = await writeUserKubeconfig(workspace, spec, request, new Date());
  const until = notAfter.toISOString();
  if (given.json) console.print(`${JSON.stringify({ type: 'kubeconfig', path, user, groups, notAfter: until })}\n`);
  else console.print(`${words[console.language](path, until)}\n`);
  return exit.success;
};
