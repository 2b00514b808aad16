/** The only place for secrets on disk. Names are those of `secretName` in shared/model/scalars.ts. */
export interface Vault {
  /** The secret of that name, or undefined. */
  get(name: string): Promise<string | undefined>;
  /** Keeps a secret; it is on disk, synced, when the promise resolves. */
  set(name: string, value: string): Promise<void>;
  /** Keeps several secrets at once: all of them, or none. */
  setAll(secrets: Readonly<Record<string, string>>): Promise<void>;
  /** Forgets secrets, those that there are. */
  remove(names: readonly string[]): Promise<void>;
  /** Those of the named secrets that there are. */
  getAll(names: readonly string[]): Promise<Readonly<Record<string, string>>>;
  /** All names, sorted. */
  names(): Promise<readonly string[]>;
}

/** Whether a vault is encrypted, and open to this process. */
export type VaultState = 'plain' | 'locked' | 'unlocked';

/**
 * A further way to open a vault besides its passphrase: something that keeps a key for this user of this machine, such as the
 * operating system's keychain.
 */
export interface KeyProtector {
  /** Told apart from other protectors by it, in the vault's file. */
  readonly name: string;
  /** Makes of the vault's key what may stand in a file. */
  protect(key: Uint8Array): Promise<Uint8Array>;
  /** The key again. @throws where it cannot be had, on another machine for instance */
  recover(kept: Uint8Array): Promise<Uint8Array>;
}

/** A vault that can be encrypted under a passphrase, locked and unlocked. Its secrets are had in the states plain and unlocked. */
export interface ProtectedVault extends Vault {
  state(): Promise<VaultState>;
  /** Opens it to this process; a plain one is open. @throws {ProblemError} `vault.wrong-passphrase` */
  unlock(passphrase: string): Promise<void>;
  /** The same without a passphrase. False where it does not know this protector, or the protector has lost the key. */
  unlockWith(protector: KeyProtector): Promise<boolean>;
  /** Forgets the key; while it is held, as soon as it no longer is. */
  lock(): void;
  /** Keeps it from being locked until the returned function is called: for as long as a run goes. */
  hold(): () => void;
  /**
   * Encrypts a plain vault, or changes the passphrase of an encrypted one, whose present passphrase is `from`. The change makes a
   * new key, so that whoever had the old one has the old files only; protectors are to be trusted again.
   * @throws {ProblemError} `vault.passphrase-short`, `vault.wrong-passphrase`
   */
  protect(passphrase: string, from?: string): Promise<void>;
  /** Lets a protector open the vault from now on, besides the passphrase. Wants it unlocked. */
  trust(protector: KeyProtector): Promise<void>;
  /** Takes that back. */
  revoke(protector: string): Promise<void>;
  /** The names of the protectors that are trusted. */
  protectors(): Promise<readonly string[]>;
  /** Erases the file, locked or not. What is kept afterwards is kept in a new, plain vault. */
  erase(): Promise<void>;
  /**
   * Tells every value that goes into the vault or comes out of it from now on, until the returned function is called: what a run's
   * events must not show.
   */
  watch(onSecrets: (values: readonly string[]) => void): () => void;
}
