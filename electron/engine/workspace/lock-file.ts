import { randomUUID } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { copyFile, constants, link, open, rename, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { codeOf, unusable } from './durable-file.ts';
import { readOwnJson } from './own-file.ts';
import { isGone, processIdentity, thisProcess } from './process-identity.ts';

/** Who holds a lock, as it stands in the lock file. */
export const lockHolder = z.strictObject({
  /** Different for each time a lock is taken. */
  id: z.string().min(1),
  process: processIdentity,
  user: z.string(),
  /** When the lock was taken, ISO 8601. */
  since: z.string(),
  /** What it was taken for. */
  purpose: z.string(),
});
export type LockHolder = z.infer<typeof lockHolder>;

/** A lock that this process has. */
export interface Lock {
  readonly holder: LockHolder;
  /** Gives the lock back; a second time does nothing. */
  release(): Promise<void>;
  /** The same at once, for a process that is about to exit. */
  releaseNow(): void;
}

export type Attempt = { readonly lock: Lock } | { readonly heldBy: LockHolder };

/**
 * Tries once to take a lock, which is a file: never waits for its holder. It is taken away from a holder whose process is
 * certainly gone.
 *
 * The file appears whole (a link of a draft, which fails where it exists). Taking it over is safe against others who
 * find the same dead holder: it needs a second lock that is named after that holder, and only who has it, and still finds
 * the dead holder in the file, replaces it.
 * @throws {ProblemError} `workspace.unusable`, `workspace.link`
 */
export async function tryLock(path: string, purpose: string): Promise<Attempt> {
  const self = await thisProcess();
  const holder: LockHolder = { id: randomUUID(), process: self, user: userName(), since: new Date().toISOString(), purpose };
  const draft = `${path}.${holder.id}.tmp`;
  try {
    await writeNew(draft, `${JSON.stringify(holder)}\n`);
    for (;;) {
      if (await placed(draft, path)) return { lock: new FileLock(path, holder) };
      const found = await holderIn(path);
      if (found === undefined) continue;
      if (!(await isGone(found.process, self))) return { heldBy: found };
      const guard = await tryLock(`${path}.${found.id}`, purpose);
      if ('heldBy' in guard) return guard;
      try {
        if ((await holderIn(path))?.id !== found.id) continue;
        await rename(draft, path);
        return { lock: new FileLock(path, holder) };
      } finally {
        await guard.lock.release();
      }
    }
  } catch (error) {
    throw unusable(path, error);
  } finally {
    await rm(draft, { force: true });
  }
}

/** How long a writer waits for another process's write, in ms. A write takes some ms; a dead writer is not waited for. */
const patience = 10_000;

/** Does work that takes some ms under a lock, for which it waits. @throws {ProblemError} `workspace.unusable` */
export async function withLock<T>(path: string, purpose: string, work: () => Promise<T>): Promise<T> {
  for (let waited = 0; ; waited += 10) {
    const attempt = await tryLock(path, purpose);
    if ('lock' in attempt) {
      try {
        return await work();
      } finally {
        await attempt.lock.release();
      }
    }
    const { pid, machine } = attempt.heldBy.process;
    if (waited >= patience)
      throw new ProblemError(problem('workspace.unusable', { path, reason: `locked by process ${pid} on ${machine}` }));
    await sleep(10);
  }
}

class FileLock implements Lock {
  readonly holder: LockHolder;
  readonly #path: string;
  #held = true;

  constructor(path: string, holder: LockHolder) {
    this.#path = path;
    this.holder = holder;
  }

  async release(): Promise<void> {
    if (!this.#held) return;
    this.#held = false;
    // Nobody takes a lock from a process that runs, but a person may have removed it by hand, and another have taken it since.
    if ((await holderIn(this.#path))?.id === this.holder.id) await rm(this.#path, { force: true });
  }

  releaseNow(): void {
    if (!this.#held) return;
    this.#held = false;
    try {
      unlinkSync(this.#path);
    } catch {
      // What stays behind names a process that is gone, and is taken over.
    }
  }
}

async function writeNew(path: string, text: string): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(text);
    // A power cut must not leave an empty lock that names nobody.
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Puts the draft in its place; false where something stands there. */
async function placed(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    if (!noLinks.has(codeOf(error) ?? '')) throw error;
  }
  try {
    await copyFile(draft, path, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** What a file system without hard links (a USB stick's, some shares) answers. */
const noLinks = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EINVAL']);

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without a name, as in some containers.
    return String(process.getuid?.() ?? 'unknown');
  }
}

/** Undefined where there is no lock (any more): a link that leads nowhere is no lock, and would never be one. */
const holderIn = (path: string): Promise<LockHolder | undefined> => readOwnJson(path, lockHolder);
