import { safeStorage } from 'electron';

/** What keeps a key: the system's own means, called so that a keyring may take its time. */
interface Keeping {
  readonly available: () => Promise<boolean>;
  readonly protect: (bytes: string) => Promise<Buffer>;
  readonly recover: (kept: Buffer) => Promise<string>;
}

/** The calls of an older Electron, which block. */
interface Blocking {
  readonly isEncryptionAvailable: () => boolean;
  readonly encryptString: (bytes: string) => Buffer;
  readonly decryptString: (kept: Buffer) => string;
}

const blocking = (storage: Blocking): Keeping => ({
  available: () => new Promise((resolve) => resolve(storage.isEncryptionAvailable())),
  protect: (bytes) => new Promise((resolve) => resolve(storage.encryptString(bytes))),
  recover: (kept) => new Promise((resolve) => resolve(storage.decryptString(kept))),
});

/** Whoever starts the application with an older Electron than the one it ships keeps keys too: what either wrapped the newer one opens. */
const keeping: Keeping =
  'encryptStringAsync' in safeStorage
    ? {
        available: () => safeStorage.isAsyncEncryptionAvailable(),
        protect: (bytes) => safeStorage.encryptStringAsync(bytes),
        recover: async (kept) => (await safeStorage.decryptStringAsync(kept)).result,
      }
    : blocking(safeStorage);

/**
 * What the operating system offers for keeping keys, by name, or undefined where it offers nothing that is worth the name: on Linux without
 * a secret service Electron would encrypt with a password that everybody knows. https://www.electronjs.org/docs/latest/api/safe-storage
 */
export async function systemKeeper(): Promise<string | undefined> {
  // a system without a secret service may refuse instead of saying no
  if (!(await keeping.available().catch(() => false))) return undefined;
  if (process.platform !== 'linux') return process.platform === 'darwin' ? 'keychain' : 'dpapi';
  const backend = safeStorage.getSelectedStorageBackend();
  return backend === 'basic_text' || backend === 'unknown' ? undefined : 'secret-service';
}

/** Wraps a key, or gives back what was wrapped here before; undefined where it cannot. Both ways base64. */
export async function keep(how: 'protect' | 'recover', bytes: string): Promise<string | undefined> {
  try {
    if (how === 'protect') return (await keeping.protect(bytes)).toString('base64');
    return await keeping.recover(Buffer.from(bytes, 'base64'));
  } catch {
    return undefined;
  }
}
