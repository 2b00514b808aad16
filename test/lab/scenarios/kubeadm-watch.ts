import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../lab.ts';

/** A kubeadm that was seen running. */
export interface Sighting {
  readonly node: string;
  readonly pid: number;
  /** `init` or `join`. */
  readonly verb: string;
  readonly from: number;
  readonly to: number;
}

export interface KubeadmWatch {
  /** What was seen until now. */
  readonly seen: () => readonly Sighting[];
  readonly stop: () => Promise<void>;
}

const pauseMs = 100;

/**
 * Watches from this machine, which sees the processes of all nodes, for kubeadm at work (`init` or `join`), ten times a second:
 * the nodes do nothing for it and cannot hide one.
 */
export function watchKubeadm(lab: Lab): KubeadmWatch {
  const sightings = new Map<number, Sighting>();
  const end = new AbortController();
  const look = async () => {
    const now = performance.now();
    for (const found of await kubeadms(lab)) {
      const before = sightings.get(found.pid);
      sightings.set(found.pid, { ...found, from: before?.from ?? now, to: now });
    }
  };
  const watching = (async () => {
    while (!end.signal.aborted) {
      await look();
      await sleep(pauseMs, undefined, { signal: end.signal }).catch(() => undefined);
    }
  })();
  return {
    seen: () => [...sightings.values()],
    stop: async () => {
      end.abort();
      await watching;
    },
  };
}

/** Pairs that ran at the same time where only one may: on one node, or two inits anywhere. */
export function overlaps(sightings: readonly Sighting[]): string[] {
  return sightings.flatMap((a, i) =>
    sightings
      .slice(i + 1)
      .filter((b) => a.from <= b.to && b.from <= a.to)
      .filter((b) => a.node === b.node || (a.verb === 'init' && b.verb === 'init'))
      .map((b) => `kubeadm ${a.verb} (pid ${a.pid}) on ${a.node} and kubeadm ${b.verb} (pid ${b.pid}) on ${b.node}`),
  );
}

async function kubeadms(lab: Lab): Promise<Pick<Sighting, 'node' | 'pid' | 'verb'>[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const looks = await Promise.all(pids.map(async (pid) => kubeadm(lab, pid)));
  const found = looks.filter((one) => one !== undefined);
  // A child between fork and exec still looks like its parent.
  const own = new Set(found.map((one) => one.pid));
  return found.filter((one) => !own.has(one.parent));
}

async function kubeadm(lab: Lab, pid: string) {
  const read = (name: string) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
  if ((await read('comm')).trim() !== 'kubeadm') return undefined;
  const [argv, cgroup, stat] = await Promise.all([read('cmdline'), read('cgroup'), read('stat')]);
  const verb = argv.split('\0')[1] ?? '';
  const node = new RegExp(`/${lab.net}/lxc\\.payload\\.([mw]\\d+)`).exec(cgroup)?.[1];
  if (node === undefined || !/^(init|join)$/.test(verb)) return undefined;
  const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  return { node, pid: Number(pid), verb, parent };
}
