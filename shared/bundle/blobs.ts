import type { BundleManifest } from '../model/bundle.ts';

/** What the manifest says of a blob: its size, and the first part that it belongs to. */
export interface Listed {
  readonly size: number;
  readonly part: string;
}

/** All blobs of a manifest by digest, or in what it contradicts itself. */
export function blobsOf(manifest: BundleManifest): { readonly blobs: ReadonlyMap<string, Listed> } | { readonly fault: string } {
  const blobs = new Map<string, Listed>();
  for (const part of manifest.parts) {
    for (const { digest, size } of part.kind === 'image' ? [part, ...part.blobs] : [part]) {
      const known = blobs.get(digest);
      if (known === undefined) blobs.set(digest, { size, part: part.name });
      else if (known.size !== size)
        return { fault: `${digest} has ${known.size} bytes in ${known.part} and ${size} in ${part.name}` };
    }
  }
  return { blobs };
}
