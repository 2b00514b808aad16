import { readdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Lab } from './settings.ts';

const mount = '/sys/fs/cgroup';

/** A cgroup and all below it, the deepest first. */
async function withChildren(group: string): Promise<string[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  const below = await Promise.all(entries.filter((e) => e.isDirectory()).map((e) => withChildren(join(group, e.name))));
  return [...below.flat(), group];
}

/** The lab's cgroups in every hierarchy, the deepest first. */
async function groups(lab: Lab): Promise<string[]> {
  const hierarchies = (await readdir(mount, { withFileTypes: true }))
    .filter((e) => e.isDirectory())
    .map((e) => join(mount, e.name));
  const own = [mount, ...hierarchies].map((hierarchy) => join(hierarchy, lab.net));
  const found = await Promise.all(
    own.map(async (group) => ((await readdir(group).catch(() => undefined)) ? withChildren(group) : [])),
  );
  return found.flat();
}

async function processes(of: readonly string[]): Promise<Set<number>> {
  const lists = await Promise.all(of.map((group) => readFile(join(group, 'cgroup.procs'), 'utf8').catch(() => '')));
  return new Set(lists.flatMap((text) => text.split('\n').filter(Boolean).map(Number)));
}

/**
 * Lets a node's frozen processes go on, so that they can die: runc freezes a container's cgroup for a moment while it sets it up, and
 * who is killed just then leaves it frozen. A process frozen by cgroups v1 does not even die of SIGKILL, and the node never ends.
 */
export async function thaw(lab: Lab, name: string): Promise<void> {
  const groups = await withChildren(join(mount, 'freezer', lab.net, `lxc.payload.${name}`));
  await Promise.all(
    groups.map((group) => writeFile(join(group, 'freezer.state'), 'THAWED', { flag: 'r+' }).catch(() => undefined)),
  );
}

/** Ends every process that still lives in one of the lab's cgroups, and removes these: what a crash or a power cut left. */
export async function endProcesses(lab: Lab): Promise<void> {
  const own = await groups(lab);
  for (let round = 0; round < 100; round++) {
    const alive = await processes(own);
    alive.delete(0);
    if (!alive.size) break;
    for (const pid of alive)
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    await wait(50);
  }
  for (const group of own) await rmdir(group).catch(() => undefined);
}
