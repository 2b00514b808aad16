import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A short name for a recipe: whatever changes what is built changes it. */
export function recipeKey(...ingredients: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const one of ingredients) hash.update(`${one.length}:`).update(one);
  return hash.digest('hex').slice(0, 12);
}

/** Holds a lock between processes while `work` runs; it is let go of however this process ends. */
async function locked<T>(path: string, work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  const holder = spawn('flock', [path, 'sh', '-c', 'echo held; exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    ...(signal && { signal }),
  });
  try {
    await new Promise<void>((resolve, reject) => {
      holder.once('error', reject);
      holder.once('exit', (code) => reject(new Error(`flock ${path}: exit status ${code}`)));
      holder.stdout.once('data', () => resolve());
    });
    return await work();
  } finally {
    holder.removeAllListeners('exit').on('error', () => undefined);
    holder.stdin.end();
  }
}

/**
 * A directory made once: `build` fills `work`, which becomes `path` only when it is done.
 * Two processes that want the same one build it once.
 */
export async function madeOnce(path: string, build: (work: string) => Promise<void>, signal?: AbortSignal): Promise<string> {
  if (existsSync(path)) return path;
  await mkdir(dirname(path), { recursive: true });
  return await locked(
    `${path}.lock`,
    async () => {
      if (existsSync(path)) return path;
      const work = `${path}.work`;
      await rm(work, { recursive: true, force: true });
      await mkdir(work);
      await build(work);
      await rename(work, path);
      return path;
    },
    signal,
  );
}
