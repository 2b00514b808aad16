import type { BundleManifest } from '../model/bundle.ts';

/** OCI's index of a bundle's images, so that image tools can read the layout too. */
export const ociIndex = (parts: BundleManifest['parts']) => ({
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.index.v1+json',
  manifests: parts
    .filter((part) => part.kind === 'image')
    .map(({ name, arch, digest, size, mediaType = 'application/vnd.oci.image.manifest.v1+json' }) => ({
      mediaType,
      digest,
      size,
      platform: { architecture: arch, os: 'linux' },
      annotations: {
        'io.containerd.image.name': name,
        'org.opencontainers.image.ref.name': name.slice(name.lastIndexOf(':') + 1),
      },
    })),
});
