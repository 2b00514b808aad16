import { createHash } from 'node:crypto';
import type { BinaryPart } from '../../../shared/model/bundle.ts';
import { problem, type Problem, ProblemError } from '../../../shared/problems/problem.ts';
import { gunzipped } from './build/gzip.ts';
import type { Bundle } from './bundle.ts';

/**
 * Decompresses every program that is among these digests and compares it with what the manifest says will be on a host's disk. No more of it is
 * decompressed than that: a blob that swells further is refused, not followed.
 * @throws {ProblemError} `bundle.program-wrong`, and those of `open`
 */
export async function verifyPrograms(bundle: Bundle, digests: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const part of bundle.manifest.parts) {
    if (part.kind !== 'binary' || !digests.has(part.digest) || seen.has(part.digest + part.installed.digest)) continue;
    seen.add(part.digest + part.installed.digest);
    const found = await installedOf(part, bundle, signal);
    if (found !== part.installed.digest)
      problems.push(
        problem('bundle.program-wrong', { path: bundle.path, part: part.name, expected: part.installed.digest, found }),
      );
  }
  const [first, ...more] = problems;
  if (first) throw new ProblemError(first, ...more);
}

/** The digest of what a host would have, or why it would have none. */
async function installedOf({ digest, compression, installed }: BinaryPart, bundle: Bundle, signal: AbortSignal): Promise<string> {
  if (compression === 'none') return digest;
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of gunzipped(bundle.open(digest), bundle.path)) {
      signal.throwIfAborted();
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
