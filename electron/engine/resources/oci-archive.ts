import { z } from 'zod';
import type { ImagesResource } from '../../../shared/model/resource.ts';
import type { Payload } from '../node/ask.ts';
import type { Pieces } from '../node/image-verbs.ts';
import type { Blobs } from './context.ts';
import { BLOCK, padding, tarHeader, tarSize, tarStream, type TarEntry } from './tar.ts';

type Image = ImagesResource['images'][number];

const manifestType = z.object({ mediaType: z.string().default('application/vnd.oci.image.manifest.v1+json') });
/** An image manifest is a few kilobytes; the OCI distribution specification asks registries for 4 MiB. */
const LARGEST_MANIFEST = 4 * 1024 * 1024;

const fixed = (name: string, text: string): TarEntry => {
  const content = Buffer.from(text);
  return {
    name,
    size: content.length,
    async *open() {
      yield await Promise.resolve(content);
    },
  };
};

/**
 * An OCI image layout with these images as a tar archive, generated as it is read; blobs in `omit` are left out, since the host has
 * them. The names are where containerd looks for them. https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 */
export async function ociArchive(
  images: readonly Image[],
  blobs: Blobs,
  omit: ReadonlySet<string>,
  progress: Payload['progress'],
): Promise<Payload> {
  const entries = await entriesOf(images, blobs, omit);
  return { size: tarSize(entries), open: () => tarStream(entries), progress };
}

/** The same archive for a host whose store has the blobs: only what is between them is sent. */
export async function storedArchive(images: readonly Image[], blobs: Blobs, omit: ReadonlySet<string>): Promise<Pieces> {
  const sent: Buffer[] = [];
  const pieces: (number | string)[] = [];
  const send = (bytes: Buffer) => {
    sent.push(bytes);
    const last = pieces.at(-1);
    if (typeof last === 'number') pieces.splice(-1, 1, last + bytes.length);
    else pieces.push(bytes.length);
  };
  for (const entry of await entriesOf(images, blobs, omit)) {
    send(tarHeader(entry.name, entry.size));
    if (entry.digest !== undefined) pieces.push(entry.digest);
    else for await (const chunk of entry.open()) send(chunk);
    if (padding(entry.size) > 0) send(Buffer.alloc(padding(entry.size)));
  }
  send(Buffer.alloc(2 * BLOCK));
  const all = Buffer.concat(sent);
  return {
    pieces,
    size: all.length,
    async *open() {
      yield await Promise.resolve(all);
    },
  };
}

/** The blobs that make an image. */
export const blobsOf = ({ digest, blobs }: Image): string[] => [digest, ...blobs];

type Entry = TarEntry & { readonly digest?: string };

async function entriesOf(images: readonly Image[], blobs: Blobs, omit: ReadonlySet<string>): Promise<Entry[]> {
  const manifests = await Promise.all(images.map((image) => descriptor(image, blobs)));
  const digests = new Set(images.flatMap(blobsOf));
  const blobEntry = (digest: string): Entry => ({
    digest,
    name: `blobs/${digest.replace(':', '/')}`,
    size: blobs.size(digest),
    open: () => blobs.open(digest),
  });
  return [
    fixed('oci-layout', JSON.stringify({ imageLayoutVersion: '1.0.0' })),
    fixed('index.json', JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests })),
    ...[...digests].filter((digest) => !omit.has(digest)).map(blobEntry),
  ];
}

async function descriptor({ name, digest }: Image, blobs: Blobs): Promise<object> {
  const size = blobs.size(digest);
  if (size > LARGEST_MANIFEST) throw new RangeError(`the manifest of ${name} has ${size} bytes`);
  const chunks: Buffer[] = [];
  for await (const chunk of blobs.open(digest)) chunks.push(chunk);
  const { mediaType } = manifestType.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  return { mediaType, digest, size, annotations: { 'io.containerd.image.name': name } };
}
