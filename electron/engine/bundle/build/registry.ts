import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Reference } from '../../../../shared/bundle/reference.ts';
import { digest } from '../../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { type Client, json, shown } from '../fetch/client.ts';
import { type Mirror, type Place, placeOf } from '../fetch/mirrors.ts';

// Facts: https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md, image-spec v1.1.0,
// https://distribution.github.io/distribution/spec/manifest-v2-2/

const oci = 'application/vnd.oci.image';
const docker = 'application/vnd.docker.distribution.manifest';
export const mediaTypes = {
  ociManifest: `${oci}.manifest.v1+json`,
  ociIndex: `${oci}.index.v1+json`,
  dockerManifest: `${docker}.v2+json`,
  dockerList: `${docker}.list.v2+json`,
} as const;
const accept = Object.values(mediaTypes).join(', ');

const descriptor = z.object({ mediaType: z.string(), digest, size: z.int().min(0), urls: z.array(z.string()).optional() });
export type Descriptor = z.infer<typeof descriptor>;
const manifest = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  config: descriptor,
  layers: z.array(descriptor).max(256),
});
export type ImageManifest = z.infer<typeof manifest>;
const index = z.object({
  schemaVersion: z.literal(2),
  mediaType: z.string().optional(),
  manifests: z
    .array(descriptor.extend({ platform: z.object({ architecture: z.string(), os: z.string() }).optional() }))
    .max(1024),
});
export type ImageIndex = z.infer<typeof index>;

/** The distribution specification asks registries for as much. */
const largestManifest = 4 * 1024 * 1024;

/** A manifest or an index, as it came, with the digest of its bytes. */
export interface Found {
  readonly bytes: Buffer;
  readonly digest: string;
  readonly mediaType: string;
  readonly url: URL;
  readonly content: { readonly image: ImageManifest } | { readonly index: ImageIndex };
}

/** Docker's registry answers at another host than its images are named by. */
const hosts: Readonly<Record<string, string>> = { 'docker.io': 'registry-1.docker.io' };

/** Where an image is fetched. */
export function repositoryPlace({ host, repository }: Reference, mirrors: readonly Mirror[]): Place {
  const place = placeOf(host, repository, mirrors);
  return { ...place, host: hosts[place.host] ?? place.host };
}

export const blobUrl = ({ scheme, host, path }: Place, blob: string): URL =>
  new URL(`${scheme}://${host}/v2/${path}/blobs/${blob}`);

/**
 * A manifest by tag or digest.
 * @throws {ProblemError} `build.corrupt` where a digest was asked for and something else came, `build.malformed`, and those of the client
 */
export async function fetchManifest(client: Client, { scheme, host, path }: Place, which: string): Promise<Found> {
  const url = new URL(`${scheme}://${host}/v2/${path}/manifests/${which}`);
  const { bytes, headers } = await client.document(url, { accept }, largestManifest);
  const found = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  if (which.startsWith('sha256:') && which !== found)
    throw new ProblemError(problem('build.corrupt', { url: shown(url), expected: which }));
  const value = json(bytes);
  const own = z.object({ mediaType: z.string() }).safeParse(value).data?.mediaType;
  // a document says what it is; where it does not, the answer's header does
  const mediaType = own ?? headers['content-type']?.split(';')[0]?.trim() ?? '';
  const malformed = (reason: string) => new ProblemError(problem('build.malformed', { url: shown(url), reason }));
  const isIndex = mediaType === mediaTypes.ociIndex || mediaType === mediaTypes.dockerList;
  if (!isIndex && mediaType !== mediaTypes.ociManifest && mediaType !== mediaTypes.dockerManifest)
    throw malformed(`a manifest of the type ${JSON.stringify(mediaType).slice(0, 100)}`);
  const read = isIndex ? index.safeParse(value) : manifest.safeParse(value);
  if (!read.success) throw malformed('not a manifest');
  const content = 'manifests' in read.data ? { index: read.data } : { image: read.data };
  return { bytes, digest: found, mediaType, url, content };
}
