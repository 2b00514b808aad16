import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { repositories } from '../../../../shared/catalog/images.ts';
import { type ImagePackage, keepalivedImage, packageUrls } from '../../../../shared/catalog/keepalived-image.ts';
import type { ImagePart } from '../../../../shared/model/bundle.ts';
import { type Arch, digest } from '../../../../shared/model/scalars.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { writeDurably } from '../../workspace/durable-file.ts';
import type { Cache, Kept, OnBytes } from '../fetch/cache.ts';
import { type Client, json, shown } from '../fetch/client.ts';
import { type Mirror, placeOfUrl } from '../fetch/mirrors.ts';
import { debFiles } from './deb.ts';
import { gzipped } from './gzip.ts';
import { keepalivedLayer } from './keepalived-layer.ts';

interface Means {
  readonly cache: Cache;
  readonly client: Client;
  readonly mirrors: readonly Mirror[];
  readonly onBytes: OnBytes;
}

const oci = 'application/vnd.oci.image';

/**
 * Makes Keepalived's image from Debian's packages, and keeps its manifest, configuration and layer in the cache. The same packages
 * give the same bytes.
 * @throws {ProblemError} `build.*`; `build.corrupt` also where the layer is not the one that the catalogue names
 */
export async function provideKeepalived(arch: Arch, means: Means): Promise<ImagePart> {
  const { cache } = means;
  const { version, contents } = keepalivedImage;
  const { layer: diffId } = contents[arch];
  const layer = await layerOf(arch, means);
  const config = await cache.keep(
    document({
      architecture: arch,
      os: 'linux',
      config: { Env: ['PATH=/usr/sbin:/usr/bin:/sbin:/bin'], Entrypoint: ['/usr/sbin/keepalived'] },
      rootfs: { type: 'layers', diff_ids: [diffId] },
      history: [{ created_by: 'barque bundle build' }],
    }),
  );
  const manifest = await cache.keep(
    document({
      schemaVersion: 2,
      mediaType: `${oci}.manifest.v1+json`,
      config: { mediaType: `${oci}.config.v1+json`, ...config },
      layers: [{ mediaType: `${oci}.layer.v1.tar+gzip`, ...layer }],
    }),
  );
  return {
    kind: 'image',
    name: `${repositories.keepalived}:${version}`,
    arch,
    ...manifest,
    blobs: [config, layer],
    source: 'https://packages.debian.org/bookworm/keepalived',
    licence: 'GPL-2.0-or-later',
  };
}

async function* document(value: unknown): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(JSON.stringify(value)));
}

const note = z.strictObject({ layer: digest, blob: z.strictObject({ digest, size: z.int().min(0) }) });

/** The compressed layer. What was made once is noted in the cache, so that it is neither fetched nor made again. */
async function layerOf(arch: Arch, means: Means): Promise<Kept> {
  const { cache, onBytes } = means;
  const { layer: wanted } = keepalivedImage.contents[arch];
  const path = join(cache.directory, `${wanted.slice('sha256:'.length)}.layer.json`);
  const before = note.safeParse(json(await readFile(path).catch(() => Buffer.alloc(0)))).data;
  const present = before?.layer === wanted ? await cache.find(before.blob.digest) : undefined;
  if (present?.size === before?.blob.size && present) {
    onBytes(present.size, 'present');
    return present;
  }
  const layer = await packed(arch, means);
  const made = `sha256:${createHash('sha256').update(layer).digest('hex')}`;
  if (made !== wanted)
    throw new ProblemError(problem('build.corrupt', { url: `the layer of Keepalived's image, ${made}`, expected: wanted }));
  async function* content() {
    yield await Promise.resolve(layer);
  }
  const blob = await cache.keep(gzipped(content()));
  await writeDurably(path, JSON.stringify({ layer: wanted, blob }), 0o600);
  return blob;
}

/** Fetches the packages and puts what is wanted of them into one archive. */
async function packed(arch: Arch, means: Means): Promise<Buffer> {
  const files = new Map<string, Buffer>();
  for (const one of keepalivedImage.contents[arch].packages) {
    const { url, content } = await fetched(one, means);
    for (const [name, file] of await filesOf(one, content, url)) files.set(name, file);
  }
  return keepalivedLayer(files);
}

/** A package that Debian has replaced meanwhile comes from its archive. */
async function fetched(one: ImagePackage, { cache, client, mirrors, onBytes }: Means) {
  const [current, archived] = packageUrls(one, keepalivedImage.snapshot).map((url) => placeOfUrl(url, mirrors));
  if (!current || !archived) throw new Error('a package has two addresses');
  const { digest: of, size } = one;
  const isGone = (error: unknown) => error instanceof ProblemError && error.problems[0].params['status'] === 404;
  await cache.provide({ url: current, digest: of, size }, client, onBytes).catch(async (error: unknown) => {
    if (!isGone(error)) throw error;
    return await cache.provide({ url: archived, digest: of, size }, client, onBytes).catch((second: unknown) => {
      // where the archive cannot be reached either, the address that a mirror is set up for is the one to name
      throw isGone(second) || client.signal.aborted ? second : error;
    });
  });
  const chunks: Buffer[] = [];
  for await (const chunk of cache.read(of)) chunks.push(chunk);
  return { url: shown(current), content: Buffer.concat(chunks) };
}

/** What the image takes of a package. @throws {ProblemError} `build.malformed` where the package lacks some of it */
async function filesOf({ files }: Pick<ImagePackage, 'files'>, deb: Buffer, url: string): Promise<Map<string, Buffer>> {
  const found = new Map<string, Buffer>();
  for await (const { path, content } of debFiles(deb, url))
    for (const [name, from] of Object.entries(files)) if (from === path) found.set(name, content);
  const lacking = Object.keys(files).filter((name) => !found.has(name));
  if (lacking.length === 0) return found;
  throw new ProblemError(problem('build.malformed', { url, reason: `it lacks ${lacking.join(', ')}` }));
}
