import { realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { unreadable } from '../plain-file.ts';
import { directoryStore } from './directory.ts';
import { nothingThere } from './nothing-there.ts';
import { singleFileStore } from './single-file.ts';
import type { Store } from './store.ts';
import { openVolumes } from './volumes.ts';

/**
 * What a person points at: a directory, a `.barque` file, or a split one by its first part. The path itself may be a link.
 * @throws {ProblemError} `bundle.missing`, `bundle.not-a-bundle`, `bundle.unsafe`, `bundle.unreadable`, `bundle.not-canonical`
 */
export async function openStore(given: string, signal: AbortSignal): Promise<Store> {
  const path = resolve(given);
  if (await isDirectory(path)) return directoryStore(path);
  const volumes = await openVolumes(await realpath(path).catch(() => path));
  if (!volumes) throw await nothingThere(path);
  try {
    return await singleFileStore(path, volumes, signal);
  } catch (error) {
    await volumes.close();
    throw error;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return false;
    throw unreadable(path, error);
  }
}
