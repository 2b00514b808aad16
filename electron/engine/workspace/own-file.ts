import { constants, type Stats } from 'node:fs';
import { type FileHandle, lstat, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { problem, type Problem, ProblemError } from '../../../shared/problems/problem.ts';
import { codeOf, parseJson, unusable } from './durable-file.ts';

/** Windows has no such flags; there a link is found by the look before only. A pipe must not hold up whoever opens it. */
export const noFollow = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Directories of a workspace. */
const directories = ['pki', 'runs', 'exports', 'practice'];
/** Files of a workspace that decide what is done, where and in whose name. The vault's file has a rule of its own, a stricter one. */
const files = [
  'cluster.json',
  'cluster.yaml',
  'draft.json',
  'applied.json',
  'cluster-record.json',
  'intent.json',
  'known_hosts',
  'keys.json',
  'handed-over.json',
  'renewal.json',
  'seen-hosts.json',
];

/**
 * Refuses a workspace that somebody else could have written: it, its directories and its files must belong to whoever runs this program,
 * and nobody else may write them; none of what is in it may be a link. The path to it may have links. Windows has no modes: only links
 * are looked for there.
 * @throws {ProblemError} `workspace.owner`, `workspace.writable`, `workspace.link`, of all that is wrong; `workspace.unusable`
 */
export async function refuseForeignWorkspace(dir: string): Promise<void> {
  const top = await lookAt(dir, stat);
  if (!top?.isDirectory()) return;
  const inside = await Promise.all(
    [...directories.map((name) => [name, 'directory'] as const), ...files.map((name) => [name, 'file'] as const)].map(
      async ([name, kind]) => {
        const path = join(dir, name);
        const stats = await lookAt(path, lstat);
        return stats === undefined ? [] : faultsOf(path, stats, kind);
      },
    ),
  );
  const [first, ...more] = [...faultsOf(dir, top, 'directory'), ...inside.flat()];
  if (first) throw new ProblemError(first, ...more);
}

/** Opens a plain file without following a link in its last place; undefined where nothing is there. @throws {ProblemError} `workspace.link`, `workspace.unusable` */
export async function openPlain(path: string, flags: number = constants.O_RDONLY): Promise<FileHandle | undefined> {
  try {
    refuse(kindFault(path, await lstat(path), 'file'));
    const file = await open(path, flags | noFollow);
    try {
      // it may be another by now
      refuse(kindFault(path, await file.stat(), 'file'));
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusable(path, error);
  }
}

/**
 * The text of a file of a workspace, or undefined where there is no such file. It is looked at when it is open, so that it is the one
 * that is read.
 * @throws {ProblemError} `workspace.owner`, `workspace.writable`, `workspace.link`, `workspace.unusable`
 */
export async function readOwn(path: string): Promise<string | undefined> {
  const file = await openPlain(path);
  if (file === undefined) return undefined;
  try {
    refuse(...faultsOf(path, await file.stat(), 'file'));
    return await file.readFile('utf8');
  } catch (error) {
    throw unusable(path, error);
  } finally {
    await file.close();
  }
}

/** `readOwn` and `parseJson` in one. */
export async function readOwnJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readOwn(path);
  return text === undefined ? undefined : parseJson(path, text, schema);
}

async function lookAt(path: string, look: (path: string) => Promise<Stats>): Promise<Stats | undefined> {
  return await look(path).catch((error: unknown) => {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unusable(path, error);
  });
}

type Kind = 'file' | 'directory';

function faultsOf(path: string, stats: Stats, kind: Kind): Problem[] {
  const user = process.getuid?.();
  const mode = stats.mode & 0o7777;
  return [
    ...kindFault(path, stats, kind),
    ...(user !== undefined && stats.uid !== user ? [problem('workspace.owner', { path, owner: stats.uid, user })] : []),
    // a link's own mode says nothing
    ...(user !== undefined && !stats.isSymbolicLink() && (mode & 0o022) !== 0
      ? [problem('workspace.writable', { path, mode: mode.toString(8).padStart(4, '0') })]
      : []),
  ];
}

function kindFault(path: string, stats: Stats, kind: Kind): Problem[] {
  if (kind === 'file' ? stats.isFile() : stats.isDirectory()) return [];
  return [problem('workspace.link', { path, wanted: kind, found: stats.isSymbolicLink() ? 'link' : 'other' })];
}

function refuse(...faults: (Problem | readonly Problem[])[]): void {
  const [first, ...more] = faults.flat();
  if (first) throw new ProblemError(first, ...more);
}
