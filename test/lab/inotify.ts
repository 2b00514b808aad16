import { readFile, writeFile } from 'node:fs/promises';

const setting = '/proc/sys/fs/inotify/max_user_instances';
/** So many nodes can do with what a kernel has by default; containerd, the kubelet and systemd of more want more. */
const FEW = 12;
const byDefault = 128;
const enough = 8192;

/** How many inotify instances root must be allowed for so many nodes on one kernel; undefined where the present number will do. */
export const inotifyWanted = (nodes: number, present: number): number | undefined =>
  nodes > FEW && present <= byDefault ? enough : undefined;

/** Allows root enough inotify instances for so many nodes, or tells that there are too few. All nodes of a lab share the limit. */
export async function allowInotify(nodes: number, tell: (line: string) => void): Promise<void> {
  const present = Number(await readFile(setting, 'utf8'));
  const wanted = inotifyWanted(nodes, present);
  if (wanted === undefined) return;
  try {
    await writeFile(setting, `${wanted}\n`);
    tell(`fs.inotify.max_user_instances is ${wanted} now: ${present} are too few for ${nodes} nodes`);
  } catch {
    tell(
      `fs.inotify.max_user_instances is ${present}, too few for ${nodes} nodes, and cannot be changed here: containerd will fail on some`,
    );
  }
}
