import { z } from 'zod';
import { arch, digest, semver } from './scalars.ts';

const blob = { digest, size: z.int().min(0) };

/** A file for a host's disk. Its blob is gzip-compressed when `compression` says so; `installed` is the file's own digest. */
export const binaryPart = z.strictObject({
  kind: z.literal('binary'),
  name: z.string().regex(/^[A-Za-z0-9._-]+$/),
  version: z.string(),
  arch,
  ...blob,
  compression: z.enum(['none', 'gzip']),
  installed: z.strictObject({ digest, size: z.int().min(0) }),
});

/** A container image: the OCI image manifest's digest and size, and the digests of what it refers to. */
export const imagePart = z.strictObject({
  kind: z.literal('image'),
  /** The name containerd and kubeadm know it by, such as registry.k8s.io/pause:3.10.1. */
  name: z.string().regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+:[A-Za-z0-9._-]+$/),
  arch,
  ...blob,
  blobs: z.array(z.strictObject(blob)),
});

/**
 * `barque.json` at the root of a bundle, beside `oci-layout`, `index.json` and `blobs/sha256/`:
 * every part that the bundle holds. docs/bundle.md describes the format.
 */
export const bundleManifest = z.strictObject({
  schema: z.literal('barque-bundle/v1'),
  kubernetes: semver,
  parts: z.array(z.discriminatedUnion('kind', [binaryPart, imagePart])),
});
export type BinaryPart = z.infer<typeof binaryPart>;
export type ImagePart = z.infer<typeof imagePart>;
export type BundleManifest = z.infer<typeof bundleManifest>;
