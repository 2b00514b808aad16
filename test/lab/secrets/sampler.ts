import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Mark, marksIn } from './marks.ts';

/** What somebody would have seen who looked all the time. */
export interface Sampled {
  /** How often was looked. */
  readonly looks: number;
  /** How many different argument lists, environments and files there were. */
  readonly seen: number;
  /** Where marks were seen: `cmdline of node`, with the marks' names. */
  find(marks: readonly Mark[]): readonly string[];
}

/**
 * Looks again and again at the arguments and the environment of every process of this machine, those of the nodes among them, and at
 * the files whose paths begin with `files`, until it is stopped. Everything is kept, so that it can be searched for what is known later.
 */
export function sample(files: string, everyMs = 100): { stop: () => Promise<Sampled> } {
  const stopping = new AbortController();
  const seen = new Map<string, string>();
  let looks = 0;
  const look = async () => {
    looks++;
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && name !== String(process.pid));
    await Promise.all(
      pids.flatMap((pid) =>
        ['cmdline', 'environ'].map(async (what) => {
          const text = await readFile(`/proc/${pid}/${what}`, 'latin1').catch(() => '');
          if (text !== '' && !seen.has(text)) seen.set(text, `${what} of ${await nameOf(pid)}`);
        }),
      ),
    );
    const directory = join(files, '..');
    for (const name of await readdir(directory).catch(() => [])) {
      const path = join(directory, name);
      if (!path.startsWith(files)) continue;
      const text = await readFile(path, 'latin1').catch(() => '');
      if (text !== '' && !seen.has(text)) seen.set(text, path);
    }
  };
  const looking = (async () => {
    while (!stopping.signal.aborted) {
      await look();
      await wait(everyMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await looking;
      return {
        looks,
        seen: seen.size,
        find: (marks) =>
          [...seen].flatMap(([text, where]) => {
            const names = marksIn(text, marks);
            return names.length === 0 ? [] : [`${where}: ${names.join(', ')}`];
          }),
      };
    },
  };
}

const nameOf = (pid: string): Promise<string> =>
  readFile(`/proc/${pid}/comm`, 'utf8').then(
    (name) => name.trim(),
    () => pid,
  );
