import { createReadStream } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { bundleManifest, type BinaryPart, type ImagePart } from '../../../shared/model/bundle.ts';
import { madeOnce, recipeKey } from '../cache.ts';
import { kit, type Kit } from '../kit/kit.ts';
import type { KubernetesVersion } from '../kit/recipes.ts';
import { layerTar, type LayerName } from '../rootfs.ts';
import type { Lab } from '../settings.ts';
import { readPrivateKey } from '../../../electron/engine/bundle/signature/keys.ts';
import { signBundle } from '../../../electron/engine/bundle/signature/sign-bundle.ts';
import { signingKeys } from './signing-keys.ts';
import type { Cache } from '../../../electron/engine/bundle/fetch/cache.ts';
import { Blobs, type Descriptor, type Packed } from './blobs.ts';
import { binariesFor, imagesFor, type BinaryContents, type ImageContents, type Layer } from './contents.ts';
import { keepalivedImage } from './keepalived.ts';
import { tar } from './tar.ts';

const arch = 'amd64';
const oci = 'application/vnd.oci.image';

/** What a bundle is made of: programs and layers, by name, as paths. */
interface Ingredients {
  readonly programs: Kit;
  readonly layers: ReadonlyMap<LayerName, string>;
  readonly keepalived: { readonly part: ImagePart; readonly cache: Cache };
}

function from<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error(`not made: ${String(key)}`);
  return value;
}

const bytesOf = (path: string): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: 1 << 20 });

/** Packs each distinct thing once, however many parts want it, and all at the same time. */
class Packer {
  private readonly packed = new Map<string, Promise<Packed>>();
  constructor(
    private readonly blobs: Blobs,
    private readonly ingredients: Ingredients,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async program(name: string): Promise<Packed> {
    return await this.once(`program ${name}`, () => bytesOf(from(this.ingredients.programs, name)));
  }

  async layer(layer: Layer): Promise<Packed> {
    return await this.once(JSON.stringify(layer), () => {
      if ('rootfs' in layer) return bytesOf(from(this.ingredients.layers, layer.rootfs));
      const files = Object.entries(layer.files).map(([path, program]) => ({
        path,
        file: from(this.ingredients.programs, program),
      }));
      const links = Object.entries(layer.links ?? {}).map(([path, link]) => ({ path, link }));
      return tar([...files, ...links]);
    });
  }

  private async once(key: string, source: () => AsyncIterable<Buffer>): Promise<Packed> {
    const packed = this.packed.get(key) ?? this.blobs.pack(source(), this.signal);
    this.packed.set(key, packed);
    return await packed;
  }
}

async function imagePart(blobs: Blobs, packer: Packer, { name, layers, entrypoint }: ImageContents): Promise<ImagePart> {
  const packed = await Promise.all(layers.map((layer) => packer.layer(layer)));
  const config = await blobs.json({
    architecture: arch,
    os: 'linux',
    config: { Env: ['PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'], ...(entrypoint && { Entrypoint: entrypoint }) },
    rootfs: { type: 'layers', diff_ids: packed.map((layer) => layer.raw.digest) },
    history: packed.map(() => ({ created_by: 'lab' })),
  });
  const layerBlobs = packed.map((layer) => layer.blob);
  const manifest = await blobs.json({
    schemaVersion: 2,
    mediaType: `${oci}.manifest.v1+json`,
    config: { mediaType: `${oci}.config.v1+json`, ...config },
    layers: layerBlobs.map((blob) => ({ mediaType: `${oci}.layer.v1.tar+gzip`, ...blob })),
  });
  return { kind: 'image', name, arch, ...manifest, blobs: [config, ...layerBlobs] };
}

async function binaryPart(packer: Packer, { name, version, program }: BinaryContents): Promise<BinaryPart> {
  const { raw, blob } = await packer.program(program);
  return { kind: 'binary', name, version, arch, ...blob, compression: 'gzip', installed: raw };
}

const index = (images: readonly (Descriptor & { name: string })[]): unknown => ({
  schemaVersion: 2,
  mediaType: `${oci}.index.v1+json`,
  manifests: images.map(({ name, digest, size }) => ({
    mediaType: `${oci}.manifest.v1+json`,
    digest,
    size,
    platform: { architecture: arch, os: 'linux' },
    annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name.split(':').at(-1) },
  })),
});

async function write(
  directory: string,
  version: KubernetesVersion,
  ingredients: Ingredients,
  key: string,
  signal?: AbortSignal,
): Promise<void> {
  const blobs = new Blobs(directory);
  await blobs.prepare();
  const packer = new Packer(blobs, ingredients, signal);
  const { part: keepalived, cache } = ingredients.keepalived;
  for (const { digest } of [keepalived, ...keepalived.blobs]) await blobs.copy(digest, cache.read(digest));
  const [binaries, made] = await Promise.all([
    Promise.all(binariesFor(version).map((binary) => binaryPart(packer, binary))),
    Promise.all(imagesFor(version).map((image) => imagePart(blobs, packer, image))),
  ]);
  const images = [...made, keepalived];
  const manifest = bundleManifest.parse({ schema: 'barque-bundle/v1', kubernetes: version, parts: [...binaries, ...images] });
  await writeFile(join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await writeFile(join(directory, 'index.json'), JSON.stringify(index(images)));
  await writeFile(join(directory, 'barque.json'), `${JSON.stringify(manifest, null, 1)}\n`);
  await signBundle(directory, await readPrivateKey(key), signal ?? new AbortController().signal);
}

/** The bundle's own recipe: these sources. */
async function sources(): Promise<Buffer[]> {
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).sort();
  return await Promise.all(names.map((name) => readFile(join(import.meta.dirname, name))));
}

/** Makes a bundle of the given version, unless it is there, and gives its directory. Builds what is not built. */
export async function bundle(
  lab: Lab,
  version: KubernetesVersion,
  say?: (line: string) => void,
  signal?: AbortSignal,
): Promise<string> {
  const programs = await kit(lab, version, say, signal);
  const layers = new Map<LayerName, string>();
  for (const name of ['netbase'] as const) layers.set(name, await layerTar(lab, name, signal));
  const keepalived = await keepalivedImage(lab, arch, signal);
  const parts = [...programs.values(), ...layers.values()].map((path) => basename(dirname(path)));
  const keys = await signingKeys(lab, signal);
  const key = recipeKey(...parts, keepalived.part.digest, ...(await sources()), await readFile(keys.trusted));
  return await madeOnce(
    join(lab.cache, 'bundle', `${version}-${key}`),
    async (work) => write(work, version, { programs, layers, keepalived }, keys.private, signal),
    signal,
  );
}
