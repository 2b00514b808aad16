import type { Bundle, VerifyOptions } from './bundle.ts';
import { isTrusted } from './signature/trust.ts';
import { verifyImages } from './verify-images.ts';
import { compressedBytes, verifyPrograms } from './verify-programs.ts';

/** What was looked at, besides that every blob has its digest and every image is complete. */
export interface Verified {
  /** Whether programs were decompressed and compared with what will be on a host's disk. */
  readonly programs: boolean;
}

/**
 * All of a bundle: every blob hashed, every image complete, every program what its manifest says once it is decompressed; that last one
 * not where somebody trusted has signed the bundle, unless `programs` asks for it.
 * @throws {ProblemError} `bundle.*`
 */
export async function verifyWhole(bundle: Bundle, options: VerifyOptions & { readonly programs?: boolean }): Promise<Verified> {
  const digests = bundle.manifest.parts.flatMap((part) => [
    part.digest,
    ...(part.kind === 'image' ? part.blobs.map((blob) => blob.digest) : []),
  ]);
  return await verifyNeeded(bundle, digests, options);
}

/**
 * What a run sends, before it changes anything. Programs of a bundle that somebody trusted has signed are as that one made them; others
 * are decompressed here, so that one that swells without end is not followed on a host.
 * @throws {ProblemError} `bundle.*`
 */
export async function verifyNeeded(
  bundle: Bundle,
  needed: readonly string[],
  { signal, onProgress, programs = false }: VerifyOptions & { readonly programs?: boolean },
): Promise<Verified> {
  const digests = new Set(needed);
  const decompresses = programs || !(await isTrusted(bundle));
  const more = decompresses ? compressedBytes(bundle, digests) : 0;
  const hashed = [...digests].reduce((sum, digest) => sum + bundle.size(digest), 0);
  const at = (done: number) => onProgress?.({ done, total: hashed + more });
  await bundle.verify(digests, { signal, onProgress: ({ done }) => at(done) });
  await verifyImages(bundle, digests, signal);
  if (decompresses) await verifyPrograms(bundle, digests, { signal, onBytes: (done) => at(hashed + done) });
  return { programs: decompresses };
}
