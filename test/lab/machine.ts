import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { run, succeeds } from './command.ts';
import { containerConfig, disks } from './container.ts';
import { thaw } from './leftovers.ts';
import { argvInLab } from './network.ts';
import { files, type Lab } from './settings.ts';
import { networks, type LabNode } from './topology.ts';

/** Which version of cgroups this machine has; a hybrid one counts as 1. */
const cgroupVersion = (): 1 | 2 => (existsSync('/sys/fs/cgroup/cgroup.controllers') ? 2 : 1);

/** Runs one of LXC's commands where it sees the lab's network, in /sys too, and the machine's cgroups. */
async function lxc(lab: Lab, command: string, args: readonly string[], signal?: AbortSignal): Promise<void> {
  const aside = join(lab.root, 'cgroup');
  await mkdir(aside, { recursive: true });
  const script =
    'mount --rbind /sys/fs/cgroup "$0" && mount -t sysfs sysfs /sys && mount --move "$0" /sys/fs/cgroup && exec "$@"';
  const argv = [
    'unshare',
    '--mount',
    '--propagation',
    'slave',
    'sh',
    '-c',
    script,
    aside,
    command,
    '-P',
    files.nodes(lab),
    ...args,
  ];
  const [file, ...rest] = argvInLab(lab, argv);
  await run(file, rest, { signal });
}

/** Prepares a node's own directory over the shared file system: name, addresses, host keys, machine id, root's key. */
export async function makeMachine(lab: Lab, node: LabNode, tree: string, publicKey: string): Promise<void> {
  const directory = files.node(lab, node.name);
  const upper = join(directory, 'upper');
  await mkdir(join(upper, 'etc/ssh'), { recursive: true });
  await mkdir(join(upper, 'root/.ssh'), { recursive: true, mode: 0o700 });
  for (const disk of disks) {
    const from = join(tree, disk);
    const to = join(directory, 'disks', disk);
    await mkdir(to, { recursive: true });
    if (existsSync(from)) await run('cp', ['-a', `${from}/.`, to]);
  }
  await writeFile(join(upper, 'root/.ssh/authorized_keys'), publicKey, { mode: 0o600 });
  await writeFile(join(upper, 'etc/hostname'), `${node.name}\n`);
  await writeFile(join(upper, 'etc/hosts'), `127.0.0.1 localhost\n127.0.1.1 ${node.name}\n`);
  // The operator's machine serves no names, as a site without internet may have none: queries are refused at once.
  await writeFile(join(upper, 'etc/resolv.conf'), `nameserver ${networks[0]}.1\n`);
  await writeFile(join(upper, 'etc/machine-id'), `${randomBytes(16).toString('hex')}\n`, { mode: 0o444 });
  for (const type of ['ed25519', 'ecdsa'])
    await run('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', node.name, '-f', join(upper, `etc/ssh/ssh_host_${type}_key`)]);
  const config = containerConfig(node, { tree, directory, cgroup: lab.net, cgroupVersion: cgroupVersion() });
  await writeFile(join(directory, 'config'), config);
}

/** The lines of known_hosts for a node. */
export async function hostKeyLines(lab: Lab, node: LabNode): Promise<string> {
  const key = await readFile(join(files.node(lab, node.name), 'upper/etc/ssh/ssh_host_ed25519_key.pub'), 'utf8');
  return `${node.addresses.join(',')} ${key}`;
}

/** Switches a node on. @throws CommandError with the end of LXC's log. */
export async function start(lab: Lab, name: string, signal?: AbortSignal): Promise<void> {
  const directory = files.node(lab, name);
  const log = join(directory, 'log');
  try {
    await lxc(lab, 'lxc-start', ['-n', name, '-f', join(directory, 'config'), '-d', '-o', log, '-l', 'INFO'], signal);
  } catch (error) {
    signal?.throwIfAborted();
    const errors = existsSync(log) ? (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes(' ERROR ')) : [];
    throw new Error(`${name} does not start\n${errors.slice(-10).join('\n')}`, { cause: error });
  }
}

/** Kills a node, as a power cut does. */
export async function kill(lab: Lab, name: string, signal?: AbortSignal): Promise<void> {
  const thawing = setInterval(() => void thaw(lab, name), 500);
  try {
    await lxc(lab, 'lxc-stop', ['-k', '-n', name], signal);
  } finally {
    clearInterval(thawing);
  }
}

export const isRunning = async (lab: Lab, name: string): Promise<boolean> => {
  const [file, ...args] = argvInLab(lab, ['lxc-wait', '-P', files.nodes(lab), '-n', name, '-s', 'RUNNING', '-t', '0']);
  return await succeeds(file, args);
};
