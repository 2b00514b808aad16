import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { z } from 'zod';
import { readPrivateKey } from '../../../../electron/engine/bundle/signature/keys.ts';
import { signBundle } from '../../../../electron/engine/bundle/signature/sign-bundle.ts';
import { type BinaryPart, bundleManifest, type BundlePart, type ImagePart } from '../../../../shared/model/bundle.ts';
import { run } from '../../command.ts';
import { signingKeys } from '../../lab.ts';
import type { Stage } from '../stage.ts';

/** What the other etcd says that it is. */
const version = '3.6.17';

/**
 * A copy of a bundle whose etcd is another one, as the next release is: other bytes and another version for the program, another digest
 * for the image of the same name. Signed like the first. What runs is the same etcd.
 */
export async function bundleWithAnotherEtcd({ lab, signal, directory }: Stage, bundle: string): Promise<string> {
  const copy = join(await directory(), 'bundle');
  await run('cp', ['-a', bundle, copy]);
  const manifestPath = join(copy, 'barque.json');
  const manifest = bundleManifest.parse(JSON.parse(await readFile(manifestPath, 'utf8')));
  const parts = await Promise.all(manifest.parts.map((part) => another(copy, part)));
  if (parts.every((part, i) => part === manifest.parts[i])) throw new Error('the bundle has no etcd');
  await writeFile(manifestPath, `${JSON.stringify({ ...manifest, parts }, null, 1)}\n`);
  await rm(join(copy, 'barque.json.sig'));
  const { private: key } = await signingKeys(lab, signal);
  await signBundle(copy, await readPrivateKey(key), signal);
  return copy;
}

async function another(bundle: string, part: BundlePart): Promise<BundlePart> {
  if (part.kind === 'binary' && part.name === 'etcd') return await anotherProgram(bundle, part);
  if (part.kind === 'image' && part.name.includes('/etcd:')) return await anotherImage(bundle, part);
  return part;
}

async function anotherProgram(bundle: string, part: BinaryPart): Promise<BinaryPart> {
  const stored = await readFile(blobPath(bundle, part.digest));
  const program = part.compression === 'gzip' ? gunzipSync(stored) : stored;
  // bytes behind the end of a program change nothing that it does
  const other = Buffer.concat([program, Buffer.from(`\nanother etcd, ${version}\n`)]);
  const blob = await store(bundle, gzipSync(other, { level: 1 }));
  return { ...part, ...blob, version, compression: 'gzip', installed: described(other) };
}

/** An annotation is all that its manifest has more. */
async function anotherImage(bundle: string, part: ImagePart): Promise<ImagePart> {
  const document = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(blobPath(bundle, part.digest), 'utf8')));
  const other = { ...document, annotations: { 'org.opencontainers.image.version': version } };
  return { ...part, ...(await store(bundle, Buffer.from(JSON.stringify(other)))) };
}

const blobPath = (bundle: string, digest: string): string => join(bundle, 'blobs', 'sha256', digest.slice('sha256:'.length));

const described = (bytes: Buffer) => ({
  digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  size: bytes.length,
});

async function store(bundle: string, bytes: Buffer) {
  const descriptor = described(bytes);
  await writeFile(blobPath(bundle, descriptor.digest), bytes);
  return descriptor;
}
