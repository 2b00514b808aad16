import { z } from 'zod';
import { type Reference, referenceName } from '../../../../shared/bundle/reference.ts';
import type { ImagePart } from '../../../../shared/model/bundle.ts';
import type { Arch } from '../../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import type { Cache, OnBytes, Wanted } from '../fetch/cache.ts';
import { type Client, json, shown } from '../fetch/client.ts';
import type { Mirror } from '../fetch/mirrors.ts';
import { blobUrl, fetchManifest, type Found, type ImageManifest, mediaTypes, repositoryPlace } from './registry.ts';

/** An image that a bundle is to have. */
export interface ImageOrder {
  /** What it is called in the bundle. */
  readonly name: string;
  readonly from: Reference;
  readonly arch: Arch;
  readonly licence?: string | undefined;
}

/** An image that was found: what is to be fetched of it, and the part that it becomes. */
export interface ResolvedImage {
  readonly part: ImagePart;
  readonly manifest: Buffer;
  readonly blobs: readonly (Wanted & { readonly size: number })[];
}

const config = z.object({ architecture: z.string(), os: z.string() });
const largestConfig = 4 * 1024 * 1024;

/**
 * Finds an image for an architecture, through manifest lists, and proves that it is for that one. Nothing of its layers is fetched yet.
 * @throws {ProblemError} `build.no-platform`, `build.malformed`, `build.corrupt`, and those of the client
 */
export async function resolveImage(
  { name, from, arch, licence }: ImageOrder,
  client: Client,
  mirrors: readonly Mirror[],
): Promise<ResolvedImage> {
  const place = repositoryPlace(from, mirrors);
  const { found, image } = await forPlatform(await fetchManifest(client, place, from.tag), arch, referenceName(from), (digest) =>
    fetchManifest(client, place, digest),
  );
  const foreign = image.layers.find(({ mediaType }) => /foreign|nondistributable/.test(mediaType));
  if (foreign)
    throw new ProblemError(
      problem('build.malformed', { url: shown(found.url), reason: `a layer of the type ${foreign.mediaType}` }),
    );

  const { bytes } = await client.document(blobUrl(place, image.config.digest), {}, largestConfig);
  const platform = config.safeParse(json(bytes)).data;
  if (platform?.architecture !== arch || platform.os !== 'linux')
    throw noPlatform(referenceName(from), arch, [`${platform?.os ?? '?'}/${platform?.architecture ?? '?'}`]);

  const sizes = new Map([image.config, ...image.layers].map(({ digest, size }) => [digest, size]));
  const blobs = [...sizes].map(([digest, size]) => ({ digest, size }));
  return {
    part: {
      kind: 'image',
      name,
      arch,
      digest: found.digest,
      size: found.bytes.length,
      ...(found.mediaType === mediaTypes.dockerManifest && { mediaType: found.mediaType }),
      blobs,
      source: referenceName(from),
      ...(licence !== undefined && { licence }),
    },
    manifest: found.bytes,
    blobs: blobs.map(({ digest, size }) => ({ url: blobUrl(place, digest), digest, size })),
  };
}

/** Fetches what an image consists of. @throws {ProblemError} */
export async function provideImage(
  { manifest, blobs }: ResolvedImage,
  cache: Cache,
  client: Client,
  onBytes: OnBytes,
): Promise<void> {
  async function* content() {
    yield await Promise.resolve(manifest);
  }
  await cache.keep(content());
  for (const blob of blobs) await cache.provide(blob, client, onBytes);
}

/** Follows a list of manifests to that of an architecture; one list may name another. */
async function forPlatform(
  found: Found,
  arch: Arch,
  name: string,
  fetch: (digest: string) => Promise<Found>,
  depth = 0,
): Promise<{ readonly found: Found; readonly image: ImageManifest }> {
  const { content } = found;
  if ('image' in content) return { found, image: content.image };
  const { manifests } = content.index;
  const chosen = manifests.find(({ platform }) => platform?.os === 'linux' && platform.architecture === arch);
  if (!chosen || depth > 1)
    throw noPlatform(
      name,
      arch,
      manifests.flatMap(({ platform }) => (platform ? [`${platform.os}/${platform.architecture}`] : [])),
    );
  return await forPlatform(await fetch(chosen.digest), arch, name, fetch, depth + 1);
}

const noPlatform = (image: string, arch: string, held: readonly string[]) =>
  new ProblemError(problem('build.no-platform', { image, arch, held: held.slice(0, 20) }));
