import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { knownOf } from '../../../shared/model/file-versions.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';

/**
 * Replaces a file so that it has the old content or the new at any moment, a power cut included, and the new one when
 * the promise resolves. `mode` holds from the first byte.
 * @throws {ProblemError} `workspace.unusable`
 */
export async function writeDurably(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  await replaceFile(path, data, mode).catch((error: unknown) => Promise.reject(unusable(path, error)));
}

/** `writeDurably`, which fails as the file system does: for files that are not the workspace's. */
export async function replaceFile(path: string, data: string | Uint8Array, mode: number): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    const file = await open(draft, 'wx', mode);
    try {
      await file.writeFile(data);
      // The umask may have taken bits away.
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Makes what was created, renamed or removed in a directory last. Windows keeps it without being asked. */
export async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const directory = await open(path, 'r');
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

/** Makes a directory (and those above it) for its owner alone; what is there already stays as it is. */
export async function makeDirectory(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await syncDirectory(dirname(path));
  } catch (error) {
    throw unusable(path, error);
  }
}

/** A file's text, or undefined where there is no such file. @throws {ProblemError} `workspace.unusable` */
export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw unusable(path, error);
  }
}

/** `readIfThere` and `parseJson` in one. */
export async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const text = await readIfThere(path);
  return text === undefined ? undefined : parseJson(path, text, schema);
}

const withSchema = z.looseObject({ schema: z.string() });

/** The content of a JSON file of the workspace, in the form that it must have. @throws {ProblemError} `workspace.newer`, `workspace.broken` */
export function parseJson<T>(path: string, text: string, schema: z.ZodType<T>): T {
  const broken = (reason: string) => new ProblemError(problem('workspace.broken', { path, reason }));
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own words quote the file, which may hold secrets.
    throw broken('not JSON');
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const found = withSchema.safeParse(value).data?.schema;
  const known = found === undefined ? undefined : knownOf(found);
  if (found !== undefined && known !== undefined)
    throw new ProblemError(problem('workspace.newer', { path, schema: found, known }));
  throw broken(
    read.error.issues.map(({ path, message }) => [...(path.length > 0 ? [path.join('.')] : []), message].join(': ')).join('; '),
  );
}

/** The operating system's word for an error (`ENOSPC`), if it is one of its errors. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** An error of the file system as a problem; problems pass through. */
export const unusable = (path: string, error: unknown): ProblemError =>
  error instanceof ProblemError ? error : new ProblemError(problem('workspace.unusable', { path, reason: reasonOf(error) }));

/** What went wrong in a file operation, without the path, which every problem names itself. */
export const reasonOf = (error: unknown): string => codeOf(error) ?? (error instanceof Error ? error.message : String(error));
