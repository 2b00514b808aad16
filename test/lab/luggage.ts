import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleManifest, type ImagePart } from '../../shared/model/bundle.ts';
import { flannelManifest } from '../../shared/templates/flannel.ts';
import { clusterSpec } from '../../shared/model/spec.ts';
import { kit, type KubernetesVersion } from './lab.ts';
import { run } from './command.ts';
import type { Spec } from './scenarios/operator.ts';
import type { Stage } from './scenarios/stage.ts';

/**
 * A directory of what somebody without Barque brings along (`straight-line`, a worker prepared by hand): the same programs, images and
 * Flannel manifest that Barque brings. Keepalived's image is left out, since they take the host's own.
 */
export async function pack(stage: Stage, version: KubernetesVersion, bundle: string, spec: Spec): Promise<string> {
  const directory = await stage.directory();
  for (const [name, path] of await kit(stage.lab, version, stage.say, stage.signal)) await symlink(path, join(directory, name));
  const { parts } = bundleManifest.parse(JSON.parse(await readFile(join(bundle, 'barque.json'), 'utf8')));
  const images = parts.filter((part): part is ImagePart => part.kind === 'image' && !part.name.includes('keepalived'));
  await archive(directory, bundle, images);
  const named = (word: string) => images.find(({ name }) => name.includes(word))?.name ?? '';
  const manifest = flannelManifest(clusterSpec.parse(spec), {
    flannel: named('/flannel:'),
    plugin: named('/flannel-cni-plugin:'),
  });
  await writeFile(join(directory, 'flannel.yaml'), manifest);
  return directory;
}

/** One archive of all images in the OCI layout, as `ctr images import` takes it. */
async function archive(directory: string, bundle: string, images: readonly ImagePart[]): Promise<void> {
  const manifests = images.map(({ name, digest, size }) => ({
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    digest,
    size,
    annotations: { 'io.containerd.image.name': name, 'org.opencontainers.image.ref.name': name.split(':').at(-1) },
  }));
  await writeFile(join(directory, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }));
  await writeFile(join(directory, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  const digests = new Set(images.flatMap((image) => [image.digest, ...image.blobs.map((blob) => blob.digest)]));
  const blobs = [...digests].map((digest) => `blobs/sha256/${digest.slice('sha256:'.length)}`);
  const documents = ['-C', directory, 'oci-layout', 'index.json'];
  await run('tar', ['-cf', join(directory, 'images.tar'), ...documents, '-C', bundle, ...blobs]);
}
