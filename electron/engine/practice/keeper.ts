import { copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { harbourSchema, hostSchema, type SavedHarbour, savedHarbour, type SavedHost, savedHost } from './saved.ts';
import { type FirstHarbour, firstHarbour, firstHost } from './saved-first.ts';

/** How often it is looked whether there is something to keep, in ms. */
const often = 500;

/** What is kept: hosts and what they share, as often as they change (`version` counts that). */
export interface Keepable {
  readonly hosts: readonly {
    readonly name: string;
    readonly version: () => number;
    readonly save: () => object;
  }[];
  readonly harbour: { readonly version: () => number; readonly save: () => object };
}

const fileOf = (dir: string): string => join(dir, 'harbour.json');
const hostsOf = (dir: string): string => join(dir, 'hosts');
const hostFileOf = (dir: string, name: string): string => join(hostsOf(dir), `${name}.json`);

/** Keeps a harbour in its folder while it changes. What it missed when the program was killed is lost, as in a power cut. */
export class Keeper {
  readonly #dir: string;
  readonly #keepable: Keepable;
  readonly #kept = new Map<string, number>();
  #keptHarbour = -1;
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
    const version = this.#keepable.harbour.version();
    if (changed.length === 0 && version === this.#keptHarbour) return;
    // what hosts share first: a host that is written without it would belong to nobody
    const texts = changed.map(({ name, version: of, save }) => ({
      name,
      version: of(),
      path: hostFileOf(this.#dir, name),
      text: JSON.stringify(save()),
    }));
    await replace(fileOf(this.#dir), JSON.stringify(this.#keepable.harbour.save()));
    this.#keptHarbour = version;
    for (const { name, version: of, path, text } of texts) {
      await replace(path, text);
      this.#kept.set(name, of);
    }
  }
}

/** For its owner alone: there are keys and a password in it. */
async function replace(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, text, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

/** What was kept in a folder. `first` is what hosts shared in the first form, which is yet to be laid on their disks. */
export interface KeptHarbour {
  readonly harbour: SavedHarbour;
  readonly hosts: ReadonlyMap<string, SavedHost>;
  readonly first?: FirstHarbour;
}

const anySchema = z.object({ schema: z.string().regex(/^barque-practice\/v\d+$/) });

/**
 * What was kept in a folder; undefined where there is nothing whole. Of an earlier form a copy is kept beside it.
 * @throws {ProblemError} `engine.practice-newer` for a form that a newer Barque has written
 */
export async function readKept(dir: string): Promise<KeptHarbour | undefined> {
  const text = await readJson(fileOf(dir));
  const schema = anySchema.safeParse(text).data?.schema;
  if (schema === firstHarbour.shape.schema.value) return readFirst(dir, text);
  if (schema !== undefined && schema !== harbourSchema)
    throw new ProblemError(problem('engine.practice-newer', { schema, known: harbourSchema }));
  const harbour = savedHarbour.safeParse(text);
  return harbour.success ? { harbour: harbour.data, hosts: await readHosts(dir, savedHost) } : undefined;
}

async function readFirst(dir: string, text: unknown): Promise<KeptHarbour | undefined> {
  const first = firstHarbour.safeParse(text).data;
  if (!first) return undefined;
  const old = await readHosts(dir, firstHost);
  for (const path of [fileOf(dir), ...[...old.keys()].map((name) => hostFileOf(dir, name))]) await copyFile(path, `${path}.v1`);
  const hosts = [...old.values()].map((host): [string, SavedHost] => [
    host.name,
    { ...host, schema: hostSchema, state: { ...host.state, on: true } },
  ]);
  const { masters, workers, speed, now, password, login, holder } = first;
  const harbour: SavedHarbour = { schema: harbourSchema, masters, workers, speed, now, password, login, etcds: [], holder };
  return { harbour, hosts: new Map(hosts), first };
}

async function readHosts<T extends { readonly name: string }>(dir: string, schema: z.ZodType<T>): Promise<Map<string, T>> {
  const names = (await readdir(hostsOf(dir)).catch(() => [])).filter((name) => name.endsWith('.json'));
  const hosts = await Promise.all(names.map(async (name) => schema.safeParse(await readJson(join(hostsOf(dir), name))).data));
  return new Map(hosts.flatMap((host) => (host ? [[host.name, host]] : [])));
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}
