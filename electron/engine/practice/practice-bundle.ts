import { createHash } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { distribution } from '../../../shared/catalog/components.ts';
import { repositories } from '../../../shared/catalog/images.ts';
import { keepalivedImage } from '../../../shared/catalog/keepalived-image.ts';
import {
  cniPrograms,
  etcdClientProgram,
  etcdProgram,
  helmProgram,
  kubernetesPrograms,
  registryProgram,
  runtimePrograms,
} from '../../../shared/catalog/programs.ts';
import { kubeadmTags, releaseOf, tags } from '../../../shared/catalog/releases.ts';
import { bundleManifest, type BinaryPart, type ImagePart } from '../../../shared/model/bundle.ts';
import { practiceVersion } from '../../../shared/practice/practice.ts';

/** The Kubernetes version that is practised with. */
export const practiceKubernetes = '1.34.4';

const arch = 'amd64';
const oci = 'application/vnd.oci.image';

interface Blob {
  readonly digest: string;
  readonly size: number;
  readonly content: Buffer;
}

function blobOf(content: Buffer | string): Blob {
  const bytes = Buffer.from(content);
  return { digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, size: bytes.length, content: bytes };
}

const described = ({ digest, size }: Blob) => ({ digest, size });

/** A program of a few bytes, whose version says that it is for practice. */
function program(name: string, version: string): { part: BinaryPart; blobs: Blob[] } {
  const file = blobOf(`#!/bin/sh\n# ${name} ${version} of a practice package: there is nothing in it\nexit 1\n`);
  const blob = blobOf(gzipSync(file.content));
  const part = {
    kind: 'binary',
    name,
    version: `${version}${practiceVersion}`,
    arch,
    ...described(blob),
    compression: 'gzip',
    installed: described(file),
  } as const;
  return { part, blobs: [blob] };
}

/** An image under its real name, as kubeadm and the manifests know it, with one layer that says what it is. */
function image(name: string): { part: ImagePart; blobs: Blob[] } {
  const layer = blobOf(gzipSync(`${name} of a practice package\n`));
  const config = blobOf(
    JSON.stringify({
      architecture: arch,
      os: 'linux',
      config: { Labels: { 'barque.practice': 'true' } },
      rootfs: { type: 'layers', diff_ids: [] },
    }),
  );
  const manifest = blobOf(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: `${oci}.manifest.v1+json`,
      config: { mediaType: `${oci}.config.v1+json`, ...described(config) },
      layers: [{ mediaType: `${oci}.layer.v1.tar+gzip`, ...described(layer) }],
    }),
  );
  return {
    part: { kind: 'image', name, arch, ...described(manifest), blobs: [config, layer].map(described) },
    blobs: [manifest, config, layer],
  };
}

/** What a practice package holds: everything that a cluster wants, by name and version, and nothing of it. */
function contents() {
  const release = releaseOf(practiceKubernetes);
  if (!release) throw new Error('the catalogue has the version that is practised with');
  const { programs } = release;
  const kubeadm = kubeadmTags(release);
  const r = repositories;
  const etcd = kubeadm.etcd.replace(/-\d+$/, '');
  const versionOf = (name: string): string => {
    if (name.startsWith('cni-')) return programs.cni;
    if (name === 'runc') return programs.runc;
    return (runtimePrograms as readonly string[]).includes(name) ? programs.containerd : practiceKubernetes;
  };
  const control = [r.apiServer, r.controllerManager, r.scheduler, r.proxy].map((name) => `${name}:v${practiceKubernetes}`);
  return {
    programs: [
      ...[...runtimePrograms, ...kubernetesPrograms, ...cniPrograms].map((name) => program(name, versionOf(name))),
      ...[etcdProgram, etcdClientProgram].map((name) => program(name, etcd)),
      program('crictl', programs.crictl),
      program(helmProgram, programs.helm),
      program(registryProgram, distribution),
    ],
    images: [
      ...control,
      `${r.pause}:${kubeadm.pause}`,
      `${r.coredns}:${kubeadm.coredns}`,
      `${r.etcd}:${kubeadm.etcd}`,
      `${r.flannel}:${tags.flannel}`,
      `${r.flannelCni}:${tags.flannelCni}`,
      `${r.keepalived}:${keepalivedImage.version}`,
      `${r.busybox}:${tags.busybox}`,
    ].map(image),
  };
}

/** Makes the practice package in a directory, unless it is there. */
export async function makePracticeBundle(dir: string): Promise<void> {
  const isThere = await access(join(dir, 'barque.json')).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const { programs, images } = contents();
  const draft = `${dir}.new`;
  await rm(draft, { recursive: true, force: true });
  const folder = join(draft, 'blobs', 'sha256');
  await mkdir(folder, { recursive: true });
  const blobs = new Map([...programs, ...images].flatMap((made) => made.blobs).map((blob) => [blob.digest, blob]));
  for (const { digest, content } of blobs.values()) await writeFile(join(folder, digest.replace('sha256:', '')), content);
  const manifests = images.map(({ part: { name, digest, size } }) => ({
    mediaType: `${oci}.manifest.v1+json`,
    digest,
    size,
    annotations: { 'io.containerd.image.name': name },
  }));
  const index = { schemaVersion: 2, mediaType: `${oci}.index.v1+json`, manifests };
  const parts = [...programs, ...images].map(({ part }) => part);
  const manifest = bundleManifest.parse({ schema: 'barque-bundle/v1', kubernetes: practiceKubernetes, parts });
  await writeFile(join(draft, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  await writeFile(join(draft, 'index.json'), JSON.stringify(index));
  await writeFile(join(draft, 'barque.json'), `${JSON.stringify(manifest, undefined, 1)}\n`);
  await rename(draft, dir);
}
