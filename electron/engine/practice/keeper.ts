import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type SavedHarbour, savedHarbour, type SavedHost, savedHost } from './saved.ts';

/** How often it is looked whether there is something to keep, in ms. */
const often = 500;

/** What is kept: hosts as often as they change (`version` counts that), and what they share. */
export interface Keepable {
  readonly hosts: readonly {
    readonly name: string;
    readonly version: () => number;
    readonly save: () => object;
  }[];
  readonly harbour: () => object;
}

const fileOf = (dir: string): string => join(dir, 'harbour.json');
const hostsOf = (dir: string): string => join(dir, 'hosts');

/** Keeps a harbour in its folder while it changes. What it missed when the program was killed is lost, as in a power cut. */
export class Keeper {
  readonly #dir: string;
  readonly #keepable: Keepable;
  readonly #kept = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;
  #saving: Promise<void> = Promise.resolve();

  constructor(dir: string, keepable: Keepable) {
    this.#dir = dir;
    this.#keepable = keepable;
    this.#timer = setInterval(() => void this.save(), often).unref();
  }

  /** Writes what has changed since the last time. A disk that is full costs the practice nothing: the next time tries again. */
  save(): Promise<void> {
    return (this.#saving = this.#saving.then(() => this.#write()).catch(() => undefined));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.save();
  }

  async #write(): Promise<void> {
    const changed = this.#keepable.hosts.filter(({ name, version }) => this.#kept.get(name) !== version());
    if (changed.length === 0) return;
    // what hosts share first: a host that is written without it would belong to nobody
    const texts = [
      ...changed.map(({ name, version, save }) => ({
        name,
        version: version(),
        path: join(hostsOf(this.#dir), `${name}.json`),
        text: JSON.stringify(save()),
      })),
    ];
    await replace(fileOf(this.#dir), JSON.stringify(this.#keepable.harbour()));
    for (const { name, version, path, text } of texts) {
      await replace(path, text);
      this.#kept.set(name, version);
    }
  }
}

/** For its owner alone: there are keys and a password in it. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** What was kept in a folder; undefined where there is nothing whole. */
export async function readKept(
  dir: string,
): Promise<{ harbour: SavedHarbour; hosts: ReadonlyMap<string, SavedHost> } | undefined> {
  const harbour = savedHarbour.safeParse(await readJson(fileOf(dir)));
  if (!harbour.success) return undefined;
  const names = (await readdir(hostsOf(dir)).catch(() => [])).filter((name) => name.endsWith('.json'));
  const hosts = await Promise.all(names.map(async (name) => savedHost.safeParse(await readJson(join(hostsOf(dir), name)))));
  return { harbour: harbour.data, hosts: new Map(hosts.flatMap(({ data }) => (data ? [[data.name, data]] : []))) };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
