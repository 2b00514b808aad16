import { z } from 'zod';
import { arch, digest, semver } from './scalars.ts';

const blob = { digest, size: z.int().min(0) };
const text = z.string().min(1).max(512);
/** Where a part came from (an address or a reference) and its licence (SPDX's expression); neither is needed to install it. */
const origin = { licence: text.optional(), source: z.string().min(1).max(2048).optional() };
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._+~:-]{0,254}$/);

/** A file for a host's disk. Its blob is gzip-compressed when `compression` says so; `installed` is the file's own digest. */
export const binaryPart = z.strictObject({
  kind: z.literal('binary'),
  name: z.string().regex(/^[A-Za-z0-9._-]+$/),
  version: z.string(),
  arch,
  ...blob,
  compression: z.enum(['none', 'gzip']),
  installed: z.strictObject({ digest, size: z.int().min(0) }),
  ...origin,
});

/** A container image: the image manifest's digest and size, and the digests of what it refers to. */
export const imagePart = z.strictObject({
  kind: z.literal('image'),
  /** The name containerd and kubeadm know it by, such as registry.k8s.io/pause:3.10.1. */
  name: z.string().regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+:[A-Za-z0-9._-]+$/),
  arch,
  ...blob,
  /** Of its manifest, where that is not OCI's. */
  mediaType: z.literal('application/vnd.docker.distribution.manifest.v2+json').optional(),
  blobs: z.array(z.strictObject(blob)),
  ...origin,
});

/** A package of an operating system, as its repository has it. */
export const osPackagePart = z.strictObject({
  kind: z.literal('os-package'),
  name: fileName,
  version: text,
  arch: z.union([arch, z.literal('any')]),
  /** The system that it is for, such as debian12 or rocky9. */
  os: z.string().regex(/^[a-z][a-z0-9.-]{0,62}$/),
  /** What the package manager wants it to be called. */
  file: fileName.regex(/\.(deb|rpm)$/),
  /** Other packages of the bundle, by name, that it depends on. */
  needs: z.array(fileName).optional(),
  ...blob,
  ...origin,
});

/** A Helm chart (`.tgz`). */
export const chartPart = z.strictObject({
  kind: z.literal('chart'),
  name: fileName,
  version: text,
  arch: z.literal('any'),
  ...blob,
  ...origin,
});

/** Whatever else the site is to have, such as upstream's own manifests. */
export const filePart = z.strictObject({
  kind: z.literal('file'),
  name: fileName,
  arch: z.literal('any'),
  ...blob,
  ...origin,
});

/** Documents beside the manifest that it vouches for. */
export const documentNames = ['index.json', 'sbom.spdx.json'] as const;

/**
 * `barque.json` at the root of a bundle, beside `oci-layout`, `index.json` and `blobs/sha256/`:
 * every part that the bundle holds. docs/bundle.md describes the format.
 */
export const bundleManifest = z.strictObject({
  schema: z.literal('barque-bundle/v1'),
  kubernetes: semver,
  parts: z.array(z.discriminatedUnion('kind', [binaryPart, imagePart, osPackagePart, chartPart, filePart])),
  documents: z.array(z.strictObject({ name: z.enum(documentNames), ...blob })).optional(),
});
export type BinaryPart = z.infer<typeof binaryPart>;
export type ImagePart = z.infer<typeof imagePart>;
export type OsPackagePart = z.infer<typeof osPackagePart>;
export type ChartPart = z.infer<typeof chartPart>;
export type FilePart = z.infer<typeof filePart>;
export type BundleManifest = z.infer<typeof bundleManifest>;
export type BundlePart = BundleManifest['parts'][number];
