import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from '../../command.ts';
import { off, on, onNode } from '../../lab.ts';
import { files } from '../../settings.ts';
import { getObjects, isReady } from '../kubectl.ts';
import { until } from '../until.ts';
import type { Ground } from './ground.ts';

/** Waits until every node but those `away` is Ready, as the endpoint says. */
export async function allReady({ stage, cluster, kubectl }: Ground, away: readonly string[] = []): Promise<void> {
  const wanted = cluster.nodes.map(({ name }) => name).filter((name) => !away.includes(name));
  const look = async () => {
    const ready = new Set((await getObjects(kubectl, 'nodes')).filter(isReady).map((node) => node.metadata.name));
    const lacking = wanted.filter((name) => !ready.has(name));
    assert.deepEqual(lacking, [], 'not Ready');
    return true;
  };
  await until(`${wanted.join(', ')} are Ready`, 180, look, stage.signal);
}

/** Gives a host another name, for good, as its administrator does. The service that does it would end by itself later. */
export const renameHost =
  (node: string, name: string) =>
  async ({ stage }: Ground) => {
    await onNode(stage.lab, node, `hostnamectl set-hostname ${name} && systemctl stop systemd-hostnamed`);
  };

const staticPod = '/etc/kubernetes/manifests/kube-apiserver.yaml';
const aside = '/var/tmp/kube-apiserver.yaml';
const serves =
  'for d in /proc/[0-9]*; do read -r comm 2>/dev/null <"$d/comm" && [ "$comm" = kube-apiserver ] && echo "$d"; done; :';

/** How long nobody has answered before somebody applies, in seconds. */
const silence = 120;

/** Takes the API server from every master: etcd goes on, and nobody answers. */
export async function silenceApi({ stage, masters }: Ground): Promise<void> {
  const { lab, signal } = stage;
  await Promise.all(masters.map((master) => onNode(lab, master, `mv ${staticPod} ${aside}`)));
  const ended = async () => {
    const found = await Promise.all(masters.map((master) => onNode(lab, master, serves)));
    return found.join('').trim() === '' || undefined;
  };
  await until('every API server has ended', 120, ended, signal);
  await sleep(silence * 1000, undefined, { signal });
}

/** Puts it back, and waits until all is well. */
export async function letApiSpeak(ground: Ground): Promise<void> {
  const back = `test ! -e ${aside} || mv ${aside} ${staticPod}`;
  await Promise.all(ground.masters.map((master) => onNode(ground.stage.lab, master, back)));
  await allReady(ground);
}

/** What a cluster leaves on a host, below its two file systems as this machine has them. */
const traces = [
  ...['etc/kubernetes', 'etc/etcd', 'etc/barque', 'etc/cni', 'opt/barque', 'opt/cni'].map((path) => `upper/${path}`),
  ...['barque-*', 'kubelet.service*', '*.wants/barque-*', '*.wants/kubelet.service'].map(
    (name) => `upper/etc/systemd/system/${name}`,
  ),
  ...['barque', 'etcd', 'kubelet'].map((name) => `disks/var/lib/${name}`),
];

/** A machine that was installed again: nothing of the cluster is left on it and nothing runs, but its SSH keys are what they were. */
export const emptyDisk = (node: string) => async (ground: Ground) => {
  const { lab, signal } = ground.stage;
  await off(lab, node);
  const gone = await globbed(files.node(lab, node), traces);
  assert.ok(gone.length >= 10, `hardly a trace of a cluster: ${gone.join(', ')}`);
  await run('rm', ['-rf', '--one-file-system', ...gone]);
  await on(lab, node, { wait: false, signal });
  await until(`${node} answers by SSH`, 90, () => onNode(lab, node, 'echo up'), signal);
  await allReady(ground, [node]);
};

/** All machines lose their power at once, and get it back. Whether anything of the cluster starts is another matter. */
export async function restartAll({ stage, cluster }: Ground): Promise<void> {
  const { lab, signal } = stage;
  const names = cluster.nodes.map(({ name }) => name);
  await Promise.all(names.map((name) => off(lab, name)));
  for (const name of names) await on(lab, name, { wait: false, signal });
  await Promise.all(names.map((name) => until(`${name} answers by SSH`, 90, () => onNode(lab, name, 'echo up'), signal)));
}

/** The paths below a directory that patterns match. */
async function globbed(directory: string, patterns: readonly string[]): Promise<string[]> {
  const script = 'cd "$1" && shift && for pattern; do compgen -G "$pattern"; done; :';
  const found = await run('bash', ['-c', script, 'glob', directory, ...patterns]);
  return found.split('\n').flatMap((path) => (path === '' ? [] : [join(directory, path)]));
}
