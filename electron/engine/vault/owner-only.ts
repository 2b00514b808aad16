import type { Stats } from 'node:fs';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';

/**
 * Refuses a file of secrets that others may read or that somebody else owns. Windows has no modes; its access lists are
 * not looked at.
 * @param stats of the opened file, so that it is the one that is read
 * @throws {ProblemError} `secrets.file-owner`, `secrets.file-mode`
 */
export function refuseUnlessOwnerOnly(path: string, stats: Stats): void {
  const user = process.getuid?.();
  if (user === undefined) return;
  if (stats.uid !== user) throw new ProblemError(problem('secrets.file-owner', { path, owner: stats.uid, user }));
  const mode = stats.mode & 0o7777;
  if (mode !== 0o600 && mode !== 0o400) {
    throw new ProblemError(problem('secrets.file-mode', { path, mode: mode.toString(8).padStart(4, '0') }));
  }
}
