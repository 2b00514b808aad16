import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { application, FolderEntry } from '../../../shared/contract/application.ts';
import type { Calls } from '../../../shared/contract/engine-api.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { reasonOf } from '../workspace/durable-file.ts';
import type { Hands } from './engine.ts';

/** More than this is no folder that one chooses from. */
const mostEntries = 5000;

export const applicationCalls = ({ host, version, home, file }: Hands): Pick<Calls<AbortSignal>, keyof typeof application> => ({
  'application.info': async () => ({ version, host, home, settings: await file.settings() }),
  'application.saveSettings': async (settings) => {
    await file.saveSettings(settings);
    return {};
  },
  'application.folder': async ({ path }, signal) => {
    const folder = resolve(path ?? homedir());
    try {
      const parent = dirname(folder);
      return { path: folder, ...(parent === folder ? {} : { parent }), entries: await entriesOf(folder, signal) };
    } catch (error) {
      signal.throwIfAborted();
      throw new ProblemError(problem('engine.folder-unreadable', { path: folder, reason: reasonOf(error) }));
    }
  },
});

/** Folders first, then by name; what cannot be looked at is left out. */
async function entriesOf(folder: string, signal: AbortSignal): Promise<FolderEntry[]> {
  const names = (await readdir(folder)).slice(0, mostEntries);
  const entries: FolderEntry[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    const entry = await entryOf(folder, name);
    if (entry) entries.push(entry);
  }
  const isFile = ({ kind }: FolderEntry) => Number(kind === 'file');
  return entries.sort((a, b) => isFile(a) - isFile(b) || a.name.localeCompare(b.name));
}

async function entryOf(folder: string, name: string): Promise<FolderEntry | undefined> {
  const path = join(folder, name);
  const found = await stat(path).catch(() => undefined);
  if (!found || !(found.isDirectory() || found.isFile())) return undefined;
  const kind = found.isDirectory() ? await kindOf(path) : isPackageFile(name) ? 'bundle' : 'file';
  return { name, kind, size: found.isFile() ? found.size : 0, modified: Math.round(found.mtimeMs) };
}

/** A package in one file, or the first part of one: the name is enough for choosing it, opening it tells. */
const isPackageFile = (name: string): boolean => /\.barque(\.001)?$/.test(name);

async function kindOf(folder: string): Promise<FolderEntry['kind']> {
  if (await isFile(join(folder, 'barque.json'))) return 'bundle';
  return (await isFile(join(folder, 'cluster.json'))) ? 'workspace' : 'folder';
}

const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
