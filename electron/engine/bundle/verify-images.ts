import { z } from 'zod';
import type { ImagePart } from '../../../shared/model/bundle.ts';
import { digest } from '../../../shared/model/scalars.ts';
import { problem, type Problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { Bundle } from './bundle.ts';

/** What an image's manifest refers to (https://github.com/opencontainers/image-spec/blob/main/manifest.md); Docker's has the same form. */
const descriptor = z.object({ digest, size: z.int().min(0) });
const imageManifest = z.object({ config: descriptor, layers: z.array(descriptor).max(1000) });

/** A larger manifest is none. In bytes. */
const largest = 4 * 1024 * 1024;

/**
 * Reads the manifest of every image that is among these digests, and compares what it refers to with what the bundle says that it needs:
 * an image that lacks a layer would be found incomplete on the host, in the middle of a run.
 * @throws {ProblemError} `bundle.image-wrong`, and those of `open`
 */
export async function verifyImages(bundle: Bundle, digests: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
  const problems: Problem[] = [];
  for (const part of bundle.manifest.parts) {
    if (part.kind !== 'image' || !digests.has(part.digest)) continue;
    signal.throwIfAborted();
    const reason = await faultOf(part, bundle);
    if (reason !== undefined) problems.push(problem('bundle.image-wrong', { path: bundle.path, image: part.name, reason }));
  }
  const [first, ...more] = problems;
  if (first) throw new ProblemError(first, ...more);
}

async function faultOf({ digest: of, size, blobs }: ImagePart, bundle: Bundle): Promise<string | undefined> {
  if (size > largest) return `a manifest of ${size} bytes`;
  const chunks: Buffer[] = [];
  for await (const chunk of bundle.open(of)) chunks.push(chunk);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return 'its manifest is not JSON';
  }
  const { data } = imageManifest.safeParse(value);
  if (!data) return "its manifest is not an image's";
  const listed = new Map(blobs.map((blob) => [blob.digest, blob.size]));
  const lacking = [data.config, ...data.layers].find((one) => listed.get(one.digest) !== one.size);
  if (lacking) return `it needs ${lacking.digest} of ${lacking.size} bytes, which the bundle does not list for it`;
  return undefined;
}
