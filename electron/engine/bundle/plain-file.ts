import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';

/**
 * Opens a file of the bundle for reading, if it is a plain file; undefined where nothing is there.
 * @throws {ProblemError} `bundle.unsafe` for a link or anything else, `bundle.unreadable`
 */
export async function openPlainFile(path: string): Promise<{ file: FileHandle; size: number } | undefined> {
  try {
    const before = await lstat(path);
    if (!before.isFile()) throw unsafe(path, before);
    // The flags hold where somebody puts a link or a pipe there after the look; Windows does not have them.
    const noFollow = process.platform === 'win32' ? 0 : constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const file = await open(path, constants.O_RDONLY | noFollow);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw unsafe(path, stats);
      return { file, size: stats.size };
    } catch (error) {
      await file.close();
      throw error;
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw unreadable(path, error);
  }
}

/** Refuses what is not a plain directory. @throws {ProblemError} `bundle.unsafe`, `bundle.not-a-bundle`, `bundle.unreadable` */
export async function refuseUnlessPlainDirectory(path: string): Promise<void> {
  try {
    const stats = await lstat(path);
    if (!stats.isDirectory()) throw unsafe(path, stats);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new ProblemError(problem('bundle.not-a-bundle', { path, reason: 'nothing-there', document: '' }));
    throw unreadable(path, error);
  }
}

/** An error of the file system as a problem; problems pass through. */
export function unreadable(path: string, error: unknown): ProblemError {
  if (error instanceof ProblemError) return error;
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const reason = code ?? (error instanceof Error ? error.message : String(error));
  return new ProblemError(problem('bundle.unreadable', { path, reason }));
}

interface Kind {
  isSymbolicLink(): boolean;
  isDirectory(): boolean;
  isFile(): boolean;
}

function unsafe(path: string, stats: Kind): ProblemError {
  const plain = stats.isDirectory() ? 'directory' : stats.isFile() ? 'file' : 'other';
  return new ProblemError(problem('bundle.unsafe', { path, found: stats.isSymbolicLink() ? 'link' : plain }));
}
