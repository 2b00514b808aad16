import { safeStorage } from 'electron';

/**
 * What the operating system offers for keeping keys, by name, or undefined where it offers nothing that is worth the name: on Linux without
 * a secret service Electron would encrypt with a password that everybody knows. https://www.electronjs.org/docs/latest/api/safe-storage
 */
export async function systemKeeper(): Promise<string | undefined> {
  // an older Electron has no such function, and a system without a secret service may refuse
  const offered = async () => safeStorage.isAsyncEncryptionAvailable();
  if (!(await offered().catch(() => false))) return undefined;
  if (process.platform !== 'linux') return process.platform === 'darwin' ? 'keychain' : 'dpapi';
  const backend = safeStorage.getSelectedStorageBackend();
  return backend === 'basic_text' || backend === 'unknown' ? undefined : 'secret-service';
}

/** Wraps a key, or gives back what was wrapped here before; undefined where it cannot. Both ways base64. */
export async function keep(how: 'protect' | 'recover', bytes: string): Promise<string | undefined> {
  try {
    if (how === 'protect') return (await safeStorage.encryptStringAsync(bytes)).toString('base64');
    return (await safeStorage.decryptStringAsync(Buffer.from(bytes, 'base64'))).result;
  } catch {
    return undefined;
  }
}
