import { join, resolve } from 'node:path';
import { z } from 'zod';
import { settings, type Settings } from '../../../shared/contract/application.ts';
import { makeDirectory, readJson, writeDurably } from '../workspace/durable-file.ts';

const content = z.strictObject({
  schema: z.literal('barque-application/v1'),
  settings,
  /** Workspaces, the latest first. */
  recent: z.array(z.string()),
});
type Content = z.infer<typeof content>;

/** The list is for people, who look no further. */
const longest = 200;

/** What the application remembers between its launches, in one file for its owner alone; it is made with the first change. */
export class ApplicationFile {
  readonly #dir: string;
  readonly #path: string;
  /** The end of the queue of changes; never rejects. */
  #changes: Promise<unknown> = Promise.resolve();

  constructor(dir: string) {
    this.#dir = dir;
    this.#path = join(dir, 'application.json');
  }

  async settings(): Promise<Settings> {
    return (await this.#read()).settings;
  }

  saveSettings(to: Settings): Promise<void> {
    return this.#change((before) => ({ ...before, settings: to }));
  }

  async recent(): Promise<readonly string[]> {
    return (await this.#read()).recent;
  }

  /** Puts a workspace at the head of the list. */
  remember(dir: string): Promise<void> {
    const path = resolve(dir);
    return this.#change((before) => ({
      ...before,
      recent: [path, ...before.recent.filter((other) => other !== path)].slice(0, longest),
    }));
  }

  forget(dir: string): Promise<void> {
    return this.#change((before) => ({ ...before, recent: before.recent.filter((other) => other !== resolve(dir)) }));
  }

  #change(change: (before: Content) => Content): Promise<void> {
    const done = this.#changes.then(async () => {
      const after = change(await this.#read());
      await makeDirectory(this.#dir);
      await writeDurably(this.#path, `${JSON.stringify(after, undefined, 2)}\n`, 0o600);
    });
    this.#changes = done.catch(() => undefined);
    return done;
  }

  /** A file that nobody can read any more is no reason not to start: it holds nothing that is missed. */
  async #read(): Promise<Content> {
    const read = await readJson(this.#path, content).catch(() => undefined);
    return read ?? { schema: 'barque-application/v1', settings: {}, recent: [] };
  }
}
