import { createHash } from 'node:crypto';

/** What stands at a path of a practice host; everything is root's. `changed` is in seconds since the epoch by the host's clock. */
export type Entry =
  | { readonly type: 'file'; readonly mode: number; readonly content: Buffer; readonly changed: number; readonly since: number }
  | { readonly type: 'directory'; readonly mode: number; readonly changed: number; readonly since: number }
  | { readonly type: 'link'; readonly to: string; readonly changed: number; readonly since: number }
  | { readonly type: 'other'; readonly mode: number; readonly changed: number; readonly since: number };

/** When something was changed: `since` is the harbour's time. */
export interface Moment {
  readonly changed: number;
  readonly since: number;
}

/** What a program would print to stderr where the file system refuses something. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** Links that lead to links are followed so often, as Linux does. */
const MOST_LINKS = 40;

/** A path without anything to take out of it. */
const plain = /^(\/(?!\.{0,2}(\/|$))[^/]+)+$/;

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** The file system of a practice host. */
export class FileTree {
  readonly #entries = new Map<string, Entry>();
  readonly #made = new Map<string, () => string>();
  readonly #moment: () => Moment;

  constructor(moment: () => Moment) {
    this.#moment = moment;
    this.#entries.set('/', { type: 'directory', mode: 0o755, ...moment() });
  }

  /** A file whose content is made when it is read, as the kernel's are. */
  make(path: string, content: () => string): void {
    this.#made.set(path, content);
    this.makeDirectories(parentOf(path), 0o555);
  }

  /** What stands at a path; a link itself, unless `follow` says to go where it leads. `path/.` is a directory, also through a link. */
  at(path: string, follow = false): Entry | undefined {
    const asDirectory = /\/\.?$/.test(path);
    const real = this.#resolve(path, follow || asDirectory);
    if (real === undefined) return undefined;
    const made = this.#made.get(real);
    if (made) return { type: 'file', mode: 0o444, content: Buffer.from(made()), ...this.#moment() };
    const entry = this.#entries.get(real);
    return asDirectory && entry?.type !== 'directory' ? undefined : entry;
  }

  /** A file's content, undefined where there is no file. */
  read(path: string): Buffer | undefined {
    const entry = this.at(path, true);
    return entry?.type === 'file' ? entry.content : undefined;
  }

  text(path: string): string | undefined {
    return this.read(path)?.toString('utf8');
  }

  /** Puts a file in the place of what stands there. @throws {Refusal} */
  write(path: string, mode: number, content: Buffer | string, parents = 0o755): void {
    this.#place(path, { type: 'file', mode, content: Buffer.from(content), ...this.#moment() }, parents);
  }

  link(path: string, to: string): void {
    this.#place(path, { type: 'link', to, ...this.#moment() });
  }

  /** A device. */
  other(path: string): void {
    this.#place(path, { type: 'other', mode: 0o666, ...this.#moment() });
  }

  /** Makes a directory and those above it; those that are there keep their mode. @throws {Refusal} */
  makeDirectories(path: string, mode: number): void {
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    let at = '';
    for (const name of names) {
      at += `/${name}`;
      const real = this.#resolve(at, true);
      const entry = real === undefined ? undefined : this.#entries.get(real);
      if (entry === undefined) this.#entries.set(real ?? at, { type: 'directory', mode, ...this.#moment() });
      else if (entry.type !== 'directory') throw new Refusal(`${at}: Not a directory`);
    }
  }

  /** Gives a directory or a file another mode. */
  changeMode(path: string, mode: number): void {
    const real = this.#resolve(path, true);
    const entry = real === undefined ? undefined : this.#entries.get(real);
    if (real !== undefined && entry && entry.type !== 'link') this.#entries.set(real, { ...entry, mode });
  }

  /** @throws {Refusal} where it is a directory */
  remove(path: string): void {
    const real = this.#resolve(path, false);
    if (real === undefined) return;
    if (this.#entries.get(real)?.type === 'directory') throw new Refusal(`cannot remove '${path}': Is a directory`);
    this.#entries.delete(real);
  }

  removeTree(path: string): void {
    const real = this.#resolve(path, false);
    if (real === undefined) return;
    for (const other of [...this.#entries.keys()])
      if (other === real || other.startsWith(`${real}/`)) this.#entries.delete(other);
  }

  /** Puts an entry at another path as it is, such as a second name of a file. */
  copy(from: string, to: string, parents = 0o755): void {
    const entry = this.at(from);
    if (!entry) throw new Refusal(`cannot stat '${from}': No such file or directory`);
    this.#place(to, entry, parents);
  }

  /** The names in a directory. */
  list(path: string): string[] {
    const real = this.#resolve(path, true);
    const before = real === '/' ? '/' : `${real ?? ''}/`;
    return [...this.#entries.keys(), ...this.#made.keys()]
      .filter((other) => other.startsWith(before) && other !== '/' && !other.slice(before.length).includes('/'))
      .map((other) => other.slice(before.length))
      .sort();
  }

  /** Everything that was put there, for keeping. */
  entries(): ReadonlyMap<string, Entry> {
    return this.#entries;
  }

  /** Puts back what was kept, and nothing else. */
  restore(kept: Iterable<readonly [string, Entry]>): void {
    this.#entries.clear();
    for (const [path, entry] of kept) this.#entries.set(path, entry);
  }

  #place(path: string, entry: Entry, parents = 0o755): void {
    const real = this.#resolve(path, false) ?? path;
    this.makeDirectories(parentOf(real), parents);
    if (this.#entries.get(real)?.type === 'directory') throw new Refusal(`${path} is a directory`);
    this.#entries.set(real, entry);
  }

  /** The path without links, of what may not be there yet; undefined where links lead in a circle. */
  #resolve(path: string, followLast: boolean): string | undefined {
    // entries are kept by their real paths: what is there, or would be in a directory that is, needs no walk
    const known = this.#entries.get(path);
    if (
      known ? known.type !== 'link' || !followLast : plain.test(path) && this.#entries.get(parentOf(path))?.type === 'directory'
    )
      return path;
    let rest = path.split('/').filter((name) => name !== '' && name !== '.');
    let real = '';
    let links = 0;
    for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
      if (name === '..') {
        real = parentOf(real).replace(/^\/$/, '');
        continue;
      }
      const entry = this.#entries.get(`${real}/${name}`);
      if (entry?.type !== 'link' || (rest.length === 0 && !followLast)) {
        real += `/${name}`;
        continue;
      }
      if (++links > MOST_LINKS) return undefined;
      if (entry.to.startsWith('/')) real = '';
      rest = [...entry.to.split('/').filter((part) => part !== '' && part !== '.'), ...rest];
    }
    return real === '' ? '/' : real;
  }
}

const digests = new WeakMap<Buffer, string>();

/** The digest of a content, in hexadecimal; contents are never changed, so it is taken once. */
export function hexDigest(content: Buffer): string {
  const known = digests.get(content);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(content).digest('hex');
  digests.set(content, digest);
  return digest;
}
