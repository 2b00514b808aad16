import { z } from 'zod';

const index = z.object({
  manifests: z.array(z.object({ digest: z.string(), annotations: z.record(z.string(), z.string()).default({}) })),
});
const manifest = z.object({ config: z.object({ digest: z.string() }), layers: z.array(z.object({ digest: z.string() })) });

/** What an import brings: images by name, and the digests of all blobs. */
export interface Imported {
  readonly images: ReadonlyMap<string, string>;
  readonly blobs: readonly string[];
}

/** Reads an OCI archive as `ctr images import` does; what is wrong with it as a text. `held` is what the content store has. */
export function importArchive(archive: Buffer, held: ReadonlySet<string>): Imported | string {
  const entries = tarEntries(archive);
  const listed = index.safeParse(parseJson(entries.get('index.json')));
  if (!entries.has('oci-layout') || !listed.success) return 'unrecognized image format';
  const blobs = [...entries.keys()].filter((name) => name.startsWith('blobs/')).map((name) => name.slice(6).replace('/', ':'));
  const there = new Set([...held, ...blobs]);
  const images = new Map<string, string>();
  for (const { digest, annotations } of listed.data.manifests) {
    const parsed = manifest.safeParse(parseJson(entries.get(`blobs/${digest.replace(':', '/')}`)));
    const wanted = [digest, ...(parsed.success ? [parsed.data.config.digest, ...parsed.data.layers.map((l) => l.digest)] : [])];
    const missing = wanted.find((blob) => !there.has(blob));
    if (missing !== undefined) return `content digest ${missing}: not found`;
    const name = annotations['io.containerd.image.name'];
    if (name !== undefined) images.set(name, digest);
  }
  return { images, blobs };
}

const block = 512;

/** The files of a ustar archive, by name. */
export function tarEntries(archive: Buffer): Map<string, Buffer> {
  const entries = new Map<string, Buffer>();
  for (let at = 0; at + block <= archive.length && archive[at] !== 0;) {
    const field = (from: number, length: number) => archive.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '');
    const size = parseInt(field(124, 12), 8) || 0;
    const prefix = field(345, 155);
    entries.set(`${prefix === '' ? '' : `${prefix}/`}${field(0, 100)}`, archive.subarray(at + block, at + block + size));
    at += block + Math.ceil(size / block) * block;
  }
  return entries;
}

function parseJson(content: Buffer | undefined): unknown {
  try {
    return JSON.parse(content?.toString('utf8') ?? '');
  } catch {
    return undefined;
  }
}
