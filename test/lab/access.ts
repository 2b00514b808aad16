import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { run, type RunOptions } from './command.ts';
import { inLab } from './network.ts';
import { files, type Lab } from './settings.ts';
import { nodeNamed } from './state.ts';
import type { LabNode } from './topology.ts';
import { within, type Wait } from './within.ts';

/** The password of root and of ops, on every node. */
export const password = 'lab';

/** The lab's key pair (made at the first `up`): root's on every node. */
export async function ensureKey(lab: Lab): Promise<string> {
  const key = files.key(lab);
  if (!existsSync(key)) await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'lab', '-f', key]);
  return await readFile(`${key}.pub`, 'utf8');
}

/** The argv of ssh to a node as root, with what it must be given before the command. */
export const sshArgv = (lab: Lab, node: LabNode): string[] => [
  'ssh',
  ...['-i', files.key(lab), '-o', 'IdentitiesOnly=yes', '-o', `UserKnownHostsFile=${files.knownHosts(lab)}`],
  ...['-o', 'StrictHostKeyChecking=yes', '-o', 'LogLevel=ERROR', '-o', 'ConnectTimeout=5', '-o', 'ServerAliveInterval=5'],
  `root@${node.addresses[0] ?? ''}`,
];

/** Runs a shell command on a node as root and gives its standard output. @throws CommandError */
export const onNode = async (lab: Lab, name: string, command: string, options: RunOptions = {}): Promise<string> =>
  inLab(lab, [...sshArgv(lab, await nodeNamed(lab, name)), command], options);

/** Writes the secrets that the lab's spec names, and gives the path of the file (mode 0600). */
export async function secretsFile(lab: Lab): Promise<string> {
  await ensureKey(lab);
  const secrets = { ssh: password, sudo: password, 'lab-key': await readFile(files.key(lab), 'utf8') };
  await writeFile(files.secrets(lab), `${JSON.stringify(secrets, null, 1)}\n`, { mode: 0o600 });
  return files.secrets(lab);
}

/** Seconds within which a node must answer. */
const patience = 90;

/**
 * Waits until a node answers on SSH and lets everybody log in. Not until its boot has finished: a unit may wait for other nodes, as an etcd
 * of an earlier Barque does. @throws when it takes longer than it may
 */
export async function answers(lab: Lab, node: LabNode, { signal, tell }: Pick<Wait, 'signal' | 'tell'> = {}): Promise<void> {
  const banner =
    'until { exec 3<>"/dev/tcp/$1/22"; } 2>/dev/null && read -r -t 5 line <&3 && [[ $line == SSH-* ]]; do sleep 0.1; done';
  // until then pam_nologin turns ops away
  const open = 'until ! test -e /run/nologin; do sleep 0.1; done';
  const wait = { seconds: patience, signal, tell, hint: `see ${files.node(lab, node.name)}/log` };
  await within({ ...wait, what: `${node.name} to answer on SSH` }, async (deadline) =>
    // without --norc bash reads the operator's own start-up files, as its input is a socket
    inLab(lab, ['bash', '--norc', '-c', banner, 'wait', node.addresses[0] ?? ''], { signal: deadline }),
  );
  await within({ ...wait, what: `${node.name} to let users log in (/run/nologin)` }, async (deadline) =>
    inLab(lab, [...sshArgv(lab, node), open], { signal: deadline }),
  );
}
