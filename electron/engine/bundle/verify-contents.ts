import type { Bundle, VerifyOptions } from './bundle.ts';
import { isTrusted } from './signature/trust.ts';
import { verifyImages } from './verify-images.ts';
import { verifyPrograms } from './verify-programs.ts';

/**
 * All of a bundle: every blob hashed, every image complete, every program what its manifest says once it is decompressed.
 * @throws {ProblemError} `bundle.*`
 */
export async function verifyWhole(bundle: Bundle, options: VerifyOptions): Promise<void> {
  const digests = new Set(
    bundle.manifest.parts.flatMap((part) => [
      part.digest,
      ...(part.kind === 'image' ? part.blobs.map((blob) => blob.digest) : []),
    ]),
  );
  await bundle.verify(digests, options);
  await verifyImages(bundle, digests, options.signal);
  await verifyPrograms(bundle, digests, options.signal);
}

/**
 * What a run sends, before it changes anything. Programs of a bundle that somebody trusted has signed are as that one made them; others
 * are decompressed here, so that one that swells without end is not followed on a host.
 * @throws {ProblemError} `bundle.*`
 */
export async function verifyNeeded(bundle: Bundle, needed: readonly string[], options: VerifyOptions): Promise<void> {
  const digests = new Set(needed);
  await bundle.verify(digests, options);
  await verifyImages(bundle, digests, options.signal);
  if (!(await isTrusted(bundle))) await verifyPrograms(bundle, digests, options.signal);
}
