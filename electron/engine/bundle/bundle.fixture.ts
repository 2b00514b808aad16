import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { blobsOf } from '../../../shared/bundle/blobs.ts';
import type { BundlePart } from '../../../shared/model/bundle.ts';
import { bundleManifest } from '../../../shared/model/bundle.ts';
import { blobName } from './store/store.ts';
import { documentsFor } from './write/documents.ts';
import type { Contents } from './write/write-bundle.ts';

export const digestOf = (content: Buffer): string => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const blob = (content: Buffer) => ({ digest: digestOf(content), size: content.length });

/** Blobs of a small bundle; `layer` spans several chunks and no whole number of blocks. */
const layer = Buffer.alloc(600_001, 'layer');
const empty = Buffer.alloc(0);
export const contents = {
  kubeadm: Buffer.from('kubeadm\n'.repeat(500)),
  manifest: Buffer.from(JSON.stringify({ schemaVersion: 2, config: blob(empty), layers: [blob(layer)] })),
  layer,
  empty,
};
export const byDigest = new Map(Object.values(contents).map((content) => [digestOf(content), content]));

export const parts: readonly BundlePart[] = [
  {
    kind: 'binary',
    name: 'kubeadm',
    version: '1.34.4',
    arch: 'amd64',
    ...blob(contents.kubeadm),
    compression: 'none',
    installed: blob(contents.kubeadm),
    licence: 'Apache-2.0',
    source: 'https://dl.k8s.io/release/v1.34.4/bin/linux/amd64/kubeadm',
  },
  {
    kind: 'image',
    name: 'registry.k8s.io/pause:3.10.1',
    arch: 'amd64',
    ...blob(contents.manifest),
    blobs: [blob(contents.layer), blob(contents.empty)],
  },
];

/** A small bundle, ready to be written. */
export function smallBundle(these: readonly BundlePart[] = parts): Contents {
  const documents = documentsFor('1.34.4', these, '1970-01-01T00:00:00Z');
  const listed = blobsOf(bundleManifest.parse(JSON.parse(documents.get('barque.json')?.toString() ?? '')));
  if ('fault' in listed) throw new Error(listed.fault);
  return {
    documents,
    blobs: listed.blobs,
    async *open(digest) {
      const content = byDigest.get(digest);
      if (!content) throw new Error(`no ${digest}`);
      for (let at = 0; at < content.length; at += 65_536) yield await Promise.resolve(content.subarray(at, at + 65_536));
    },
  };
}

/** The same bundle as a directory. */
export async function smallDirectory(dir: string): Promise<void> {
  await mkdir(join(dir, 'blobs', 'sha256'), { recursive: true });
  for (const [name, bytes] of smallBundle().documents) await writeFile(join(dir, name), bytes);
  for (const [digest, content] of byDigest) await writeFile(join(dir, blobName(digest)), content);
}
