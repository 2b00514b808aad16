/** The only place for secrets on disk. Names are those of `secretName` in shared/model/scalars.ts. */
export interface Vault {
  /** The secret of that name, or undefined. */
  get(name: string): Promise<string | undefined>;
  /** Keeps a secret; it is on disk, synced, when the promise resolves. */
  set(name: string, value: string): Promise<void>;
  /** Keeps several secrets at once: all of them, or none. */
  setAll(secrets: Readonly<Record<string, string>>): Promise<void>;
  /** Those of the named secrets that there are. */
  getAll(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** All names, sorted. */
  names(): Promise<readonly string[]>;
}
