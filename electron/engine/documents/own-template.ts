import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { unpackBounded } from './bounded-archive.ts';
import { reasonOf } from '../workspace/durable-file.ts';
import type { OwnTemplate } from './delivery.ts';

const largest = 4_194_304;

/**
 * Reads a template that replaces Barque's own.
 * @throws {ProblemError} `document.template`, `import.too-large`, `import.unreadable`
 */
export async function readTemplate(path: string, signal: AbortSignal): Promise<OwnTemplate> {
  const content = await readPlain(path, signal);
  await unpackBounded(content, () => undefined, signal);
  return { name: basename(path), content };
}

async function readPlain(path: string, signal: AbortSignal): Promise<Buffer> {
  const unusable = (reason: string) => new ProblemError(problem('document.template', { path, reasons: [reason] }));
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) throw unusable(found === undefined ? 'ENOENT' : 'EISDIR');
  if (found.size > largest) throw unusable(`${found.size} bytes are too many`);
  return readFile(path, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw unusable(reasonOf(error));
  });
}
