import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { eraseFile } from './erase-file.ts';
import { presentCost, type ScryptCost } from './passphrase-key.ts';
import {
  type DataKey,
  isOutdated,
  keyByPassphrase,
  keyByProtector,
  openSecrets,
  reseal,
  rewrap,
  type SealedVault,
  sealNew,
  type SecretsMap,
  withoutProtector,
  withProtector,
} from './sealed-vault.ts';
import type { KeyProtector, ProtectedVault, VaultState } from './vault.ts';
import { readVault, type Stored, withVaultLocked, writeVault } from './vault-file.ts';

/** In characters: what a guesser must at least get through. */
const shortestPassphrase = 8;

/** Calls `work` after so many milliseconds unless the returned function is called before. */
export type Timer = (ms: number, work: () => void) => () => void;

export interface FileVaultOptions {
  /** What a guess of the passphrase costs in a vault that is written from now on. */
  readonly cost?: ScryptCost;
  /** Locks itself when nobody has asked it for so many milliseconds. */
  readonly idle?: { readonly ms: number; readonly timer: Timer };
}

/**
 * The vault in one file of mode 0600, plain or encrypted (sealed-vault.ts).
 *
 * A write reads the file again under a lock, so that neither two tasks of a process nor two processes lose each other's
 * secrets. The key is in memory while the vault is unlocked; secrets are only while they are asked for.
 * @throws {ProblemError} from every method: `workspace.unusable`, `workspace.broken`, `secrets.file-mode`, `secrets.file-owner`,
 * `vault.damaged`, `vault.tampered`; where secrets are wanted of a locked one, `vault.locked`
 */
export class FileVault implements ProtectedVault {
  readonly #path: string;
  readonly #cost: ScryptCost;
  readonly #idle: FileVaultOptions['idle'];
  readonly #watchers = new Set<(values: readonly string[]) => void>();
  #key: DataKey | undefined;
  /** Who holds it open. */
  readonly #holds = new Set<symbol>();
  /** It was to be locked while it was held. */
  #lockLater = false;
  #disarm: () => void = () => undefined;
  /** An encrypted vault does not become plain by itself: whoever put a plain one in its place would be told all new secrets. */
  #wasSealed = false;
  /** The end of the queue of this process's writes; never rejects. */
  #writes: Promise<unknown> = Promise.resolve();

  constructor(path: string, { cost = presentCost, idle }: FileVaultOptions = {}) {
    this.#path = path;
    this.#cost = cost;
    this.#idle = idle;
  }

  async get(name: string): Promise<string | undefined> {
    return new Map(Object.entries(await this.getAll([name]))).get(name);
  }

  async getAll(names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const wanted = new Set(names);
    const found = Object.entries(this.#secretsOf(await this.#read())).filter(([name]) => wanted.has(name));
    this.#tell(found.map(([, value]) => value));
    return Object.fromEntries(found);
  }

  async names(): Promise<readonly string[]> {
    return Object.keys(this.#secretsOf(await this.#read())).sort();
  }

  set(name: string, value: string): Promise<void> {
    return this.setAll({ [name]: value });
  }

  setAll(secrets: Readonly<Record<string, string>>): Promise<void> {
    this.#tell(Object.values(secrets));
    return this.#change((stored) => this.#withSecrets(stored, { ...this.#secretsOf(stored), ...secrets }));
  }

  remove(names: readonly string[]): Promise<void> {
    const gone = new Set(names);
    return this.#change((stored) => {
      const all = Object.entries(this.#secretsOf(stored));
      const left = all.filter(([name]) => !gone.has(name));
      return left.length === all.length ? undefined : this.#withSecrets(stored, Object.fromEntries(left));
    });
  }

  async state(): Promise<VaultState> {
    const stored = await this.#read();
    if (stored.kind === 'plain') return 'plain';
    return this.#key?.id === stored.sealed.header.dataKey ? 'unlocked' : 'locked';
  }

  async unlock(passphrase: string): Promise<void> {
    const stored = await this.#read();
    if (stored.kind === 'plain') return;
    this.#open(stored.sealed, await this.#keyBy(stored.sealed, passphrase));
    if (!isOutdated(stored.sealed, this.#cost)) return;
    // Where it cannot be written it is opened all the same.
    await this.#change(async (now) => {
      const key = this.#key;
      if (now.kind === 'plain' || key?.id !== now.sealed.header.dataKey) return undefined;
      return { kind: 'sealed', sealed: await rewrap(now.sealed, key, passphrase, this.#cost) };
    }).catch(() => undefined);
  }

  async unlockWith(protector: KeyProtector): Promise<boolean> {
    const stored = await this.#read();
    if (stored.kind === 'plain') return true;
    const key = await keyByProtector(stored.sealed, protector);
    if (key) this.#open(stored.sealed, key);
    return key !== undefined;
  }

  lock(): void {
    if (this.#holds.size > 0) this.#lockLater = true;
    else this.#dropKey();
  }

  hold(): () => void {
    const held = Symbol();
    this.#holds.add(held);
    this.#disarm();
    return () => {
      this.#holds.delete(held);
      if (this.#holds.size === 0 && this.#lockLater) this.#dropKey();
      this.#arm();
    };
  }

  async protect(passphrase: string, from?: string): Promise<void> {
    if (Array.from(passphrase).length < shortestPassphrase)
      throw new ProblemError(problem('vault.passphrase-short', { shortest: shortestPassphrase }));
    await this.#change(async (stored) => {
      const replaced = stored.kind === 'sealed' ? stored.sealed : undefined;
      if (replaced) this.#open(replaced, await this.#keyBy(replaced, from ?? ''));
      const { sealed, key } = await sealNew(this.#secretsOf(stored), passphrase, this.#cost, replaced);
      return { stored: { kind: 'sealed', sealed }, written: () => this.#open(sealed, key) };
    });
  }

  trust(protector: KeyProtector): Promise<void> {
    return this.#change(async (stored) => {
      const { sealed, key } = this.#unlocked(stored);
      return { kind: 'sealed', sealed: await withProtector(sealed, key, protector) };
    });
  }

  revoke(protector: string): Promise<void> {
    return this.#change((stored) => {
      const { sealed, key } = this.#unlocked(stored);
      return { kind: 'sealed', sealed: withoutProtector(sealed, key, protector) };
    });
  }

  async protectors(): Promise<readonly string[]> {
    const stored = await this.#read();
    return stored.kind === 'plain' ? [] : stored.sealed.header.system.map(({ name }) => name);
  }

  erase(): Promise<void> {
    const erasing = this.#writes.then(() => withVaultLocked(this.#path, () => eraseFile(this.#path)));
    this.#writes = erasing.catch(() => undefined);
    return erasing.then(() => {
      this.#dropKey();
      this.#wasSealed = false;
    });
  }

  watch(onSecrets: (values: readonly string[]) => void): () => void {
    this.#watchers.add(onSecrets);
    return () => void this.#watchers.delete(onSecrets);
  }

  #tell(values: readonly string[]): void {
    for (const watcher of this.#watchers) watcher(values);
  }

  async #read(): Promise<Stored> {
    const stored = await readVault(this.#path);
    if (stored.kind === 'plain' && this.#wasSealed) throw new ProblemError(problem('vault.tampered', { path: this.#path }));
    this.#wasSealed = stored.kind === 'sealed';
    return stored;
  }

  /** Writes what `work` makes of the file's present content, one write after the other; undefined leaves it. */
  #change(
    work: (stored: Stored) => Promised<Stored | { readonly stored: Stored; readonly written: () => void } | undefined>,
  ): Promise<void> {
    const write = this.#writes.then(() =>
      withVaultLocked(this.#path, async () => {
        const before = await this.#read();
        const made = await work(before);
        if (made === undefined) return;
        const { stored, written } = 'stored' in made ? made : { stored: made, written: undefined };
        await writeVault(this.#path, before, stored);
        written?.();
      }),
    );
    this.#writes = write.catch(() => undefined);
    return write;
  }

  #secretsOf(stored: Stored): SecretsMap {
    if (stored.kind === 'plain') return stored.secrets;
    const { sealed, key } = this.#unlocked(stored);
    this.#arm();
    return this.#secretsIn(sealed, key);
  }

  #withSecrets(stored: Stored, secrets: SecretsMap): Stored {
    if (stored.kind === 'plain') return { kind: 'plain', secrets };
    const { sealed, key } = this.#unlocked(stored);
    return { kind: 'sealed', sealed: reseal(sealed, key, secrets) };
  }

  #unlocked(stored: Stored): { sealed: SealedVault; key: DataKey } {
    // Another process may have changed the passphrase, and with it the key.
    if (stored.kind === 'plain' || this.#key?.id !== stored.sealed.header.dataKey)
      throw new ProblemError(problem('vault.locked', { path: this.#path }));
    return { sealed: stored.sealed, key: this.#key };
  }

  async #keyBy(sealed: SealedVault, passphrase: string): Promise<DataKey> {
    const key = await keyByPassphrase(sealed, passphrase);
    if (key === undefined) throw new ProblemError(problem('vault.wrong-passphrase', { path: this.#path }));
    return key;
  }

  #open(sealed: SealedVault, key: DataKey): void {
    this.#secretsIn(sealed, key);
    if (this.#key !== key) this.#dropKey();
    this.#lockLater = false;
    this.#key = key;
    this.#wasSealed = true;
    this.#arm();
  }

  #secretsIn(sealed: SealedVault, key: DataKey): SecretsMap {
    const secrets = openSecrets(sealed, key);
    if (secrets === undefined) throw new ProblemError(problem('vault.tampered', { path: this.#path }));
    return secrets;
  }

  #dropKey(): void {
    this.#disarm();
    this.#lockLater = false;
    this.#key?.bytes.fill(0);
    this.#key = undefined;
  }

  /** Begins to count the idle time anew. */
  #arm(): void {
    this.#disarm();
    if (!this.#idle || this.#key === undefined || this.#holds.size > 0) return;
    this.#disarm = this.#idle.timer(this.#idle.ms, () => {
      this.lock();
    });
  }
}

type Promised<T> = T | Promise<T>;
