import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { codeOf, parseJson, unusable, writeDurably } from '../workspace/durable-file.ts';
import { type Lock, tryLock } from '../workspace/lock-file.ts';
import { refuseUnlessOwnerOnly } from './owner-only.ts';
import type { Vault } from './vault.ts';

const content = z.strictObject({ schema: z.literal('barque-vault/plain-v1'), secrets: z.record(z.string(), z.string()) });
type Secrets = z.infer<typeof content>['secrets'];

/** How long a writer waits for another process's write, in ms. A write takes some ms; a dead writer is not waited for. */
const patience = 10_000;

/**
 * The plain first form of the vault: one JSON file of mode 0600, **not encrypted**. It keeps secrets from other users of
 * the machine, not from who has the disk; an encrypted form will take its place.
 *
 * A write reads the file again under a lock, so that neither two tasks of a process nor two processes lose each other's
 * secrets.
 * @throws {ProblemError} from every method: `workspace.unusable`, `workspace.broken`, `secrets.file-mode`, `secrets.file-owner`
 */
export class PlainVault implements Vault {
  readonly #path: string;
  /** The end of the queue of this process's writes; never rejects. */
  #writes: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
  }

  async get(name: string): Promise<string | undefined> {
    return new Map(Object.entries(await this.#read())).get(name);
  }

  async getAll(names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const wanted = new Set(names);
    return Object.fromEntries(Object.entries(await this.#read()).filter(([name]) => wanted.has(name)));
  }

  set(name: string, value: string): Promise<void> {
    return this.setAll({ [name]: value });
  }

  setAll(secrets: Readonly<Record<string, string>>): Promise<void> {
    const write = this.#writes.then(() => this.#write(secrets));
    this.#writes = write.catch(() => undefined);
    return write;
  }

  async names(): Promise<readonly string[]> {
    return Object.keys(await this.#read()).sort();
  }

  async #write(secrets: Secrets): Promise<void> {
    const lock = await this.#lock();
    try {
      const all = { ...(await this.#read()), ...secrets };
      await writeDurably(this.#path, `${JSON.stringify({ schema: 'barque-vault/plain-v1', secrets: all })}\n`, 0o600);
    } finally {
      await lock.release();
    }
  }

  async #lock(): Promise<Lock> {
    const path = `${this.#path}.lock`;
    for (let waited = 0; ; waited += 10) {
      const attempt = await tryLock(path, 'vault');
      if ('lock' in attempt) return attempt.lock;
      const { pid, machine } = attempt.heldBy.process;
      if (waited >= patience)
        throw new ProblemError(problem('workspace.unusable', { path, reason: `locked by process ${pid} on ${machine}` }));
      await sleep(10);
    }
  }

  async #read(): Promise<Secrets> {
    try {
      const file = await open(this.#path, 'r');
      try {
        refuseUnlessOwnerOnly(this.#path, await file.stat());
        return parseJson(this.#path, await file.readFile('utf8'), content).secrets;
      } finally {
        await file.close();
      }
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return {};
      throw unusable(this.#path, error);
    }
  }
}
