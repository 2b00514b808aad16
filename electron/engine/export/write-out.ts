import { dirname, resolve } from 'node:path';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { makeDirectory, reasonOf, replaceFile, writeDurably } from '../workspace/durable-file.ts';

/**
 * Writes what is handed out, for its owner alone: to where the operator said, or else where the workspace keeps such things.
 * @returns its absolute path
 * @throws {ProblemError} `export.unwritable`, `workspace.unusable`
 */
export async function writeOut(to: string | undefined, kept: string, content: Uint8Array): Promise<string> {
  if (to === undefined) {
    await makeDirectory(dirname(kept));
    await writeDurably(kept, content, 0o600);
    return kept;
  }
  const path = resolve(to);
  await replaceFile(path, content, 0o600).catch((error: unknown) => {
    throw new ProblemError(problem('export.unwritable', { path, reason: reasonOf(error) }));
  });
  return path;
}
