import { open } from 'node:fs/promises';
import { problem, ProblemError } from '../../../../../shared/problems/problem.ts';
import { reasonOf } from '../../../workspace/durable-file.ts';

const largest = 1024 * 1024;

/**
 * The SHA-256 sums that an operator gives for ISO images: each is one, or a file that lists them as distributions publish it
 * (`SHA256SUMS`, `CHECKSUM`: coreutils' form or BSD's). Names in it do not matter, since files are renamed.
 * @throws {ProblemError} `build.file-unreadable`
 */
export async function readChecksums(given: readonly string[]): Promise<ReadonlySet<string>> {
  const sums = new Set<string>();
  for (const one of given) {
    const found = isSum(one) ? [one] : checksumsIn(await textOf(one));
    if (found.length === 0) throw unreadable(one, 'no SHA-256 sums in it');
    for (const sum of found) sums.add(`sha256:${sum.toLowerCase()}`);
  }
  return sums;
}

const isSum = (text: string): boolean => /^[0-9a-f]{64}$/i.test(text);

export const checksumsIn = (text: string): string[] =>
  text.split('\n').flatMap((line) => {
    const [, first, last] = /^(?:([0-9a-f]{64})[ \t]+\S.*|SHA256 ?\(.*\) ?= ?([0-9a-f]{64})\s*)$/i.exec(line.trim()) ?? [];
    return first ?? last ?? [];
  });

async function textOf(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const stats = await file.stat();
      if (!stats.isFile() || stats.size > largest) throw unreadable(path, 'not a list of SHA-256 sums');
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof ProblemError ? error : unreadable(path, reasonOf(error));
  }
}

const unreadable = (path: string, reason: string) => new ProblemError(problem('build.file-unreadable', { path, reason }));
