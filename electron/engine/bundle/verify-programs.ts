import { createHash } from 'node:crypto';
import type { BinaryPart } from '../../../shared/model/bundle.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { concurrently } from '../concurrently.ts';
import { gunzipped } from './build/gzip.ts';
import type { Bundle } from './bundle.ts';

/** As many as the thread pool decompresses at once. */
const atOnce = 4;

/** The bytes that `verifyPrograms` reads. */
export const compressedBytes = (bundle: Bundle, digests: ReadonlySet<string>): number =>
  programsOf(bundle, digests)
    .filter(isCompressed)
    .reduce((sum, { size }) => sum + size, 0);

/**
 * Decompresses every program that is among these digests and compares it with what the manifest says will be on a host's disk. No more
 * of it is decompressed than that: a blob that swells further is refused, not followed.
 * @param onBytes hears how many compressed bytes were read so far
 * @throws {ProblemError} `bundle.program-wrong`, and those of `open`
 */
export async function verifyPrograms(
  bundle: Bundle,
  digests: ReadonlySet<string>,
  { signal, onBytes }: { readonly signal: AbortSignal; readonly onBytes?: (read: number) => void },
): Promise<void> {
  let read = 0;
  async function* content({ digest }: BinaryPart) {
    for await (const chunk of bundle.open(digest)) {
      signal.throwIfAborted();
      onBytes?.((read += chunk.length));
      yield chunk;
    }
  }
  await concurrently(programsOf(bundle, digests), atOnce, async (part) => {
    const { name, installed } = part;
    const found = isCompressed(part) ? await installedOf(part, content(part), bundle.path) : part.digest;
    if (found === installed.digest) return;
    throw new ProblemError(problem('bundle.program-wrong', { path: bundle.path, part: name, expected: installed.digest, found }));
  });
}

const isCompressed = ({ compression }: BinaryPart): boolean => compression !== 'none';

/** Each once, though several parts may have it. */
function programsOf({ manifest }: Bundle, digests: ReadonlySet<string>): BinaryPart[] {
  const programs = new Map<string, BinaryPart>();
  for (const part of manifest.parts)
    if (part.kind === 'binary' && digests.has(part.digest)) programs.set(part.digest + part.installed.digest, part);
  return [...programs.values()];
}

/** The digest of what a host would have, or why it would have none. */
async function installedOf({ installed }: BinaryPart, content: AsyncIterable<Buffer>, where: string): Promise<string> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of gunzipped(content, where)) {
      size += chunk.length;
      if (size > installed.size) return `> ${installed.size} bytes`;
      hash.update(chunk);
    }
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0].code === 'build.malformed') return 'not gzip';
    throw error;
  }
  return `sha256:${hash.digest('hex')}`;
}
