import { describe, expect, it } from 'vitest';
import type { BinaryPart, BundleManifest, ImagePart } from '../model/bundle.ts';
import { findBinary, findImage, repositoryOf, requirements } from './find.ts';

const blob = { digest: `sha256:${'a'.repeat(64)}`, size: 1 };
const binary = (name: string, arch: 'amd64' | 'arm64'): BinaryPart => ({
  kind: 'binary',
  name,
  version: '1',
  arch,
  ...blob,
  compression: 'none',
  installed: blob,
});
const image = (name: string, arch: 'amd64' | 'arm64'): ImagePart => ({ kind: 'image', name, arch, ...blob, blobs: [] });
const manifest: BundleManifest = {
  schema: 'barque-bundle/v1',
  kubernetes: '1.34.4',
  parts: [
    binary('etcd', 'arm64'),
    binary('etcd', 'amd64'),
    image('registry.k8s.io/etcd:3.6.5-0', 'amd64'),
    image('localhost:5000/coredns/coredns:v1.12.1', 'arm64'),
  ],
};
const wanted = {
  kubernetes: '1.34.4',
  arch: 'amd64',
  images: ['registry.k8s.io/etcd'],
  binaries: ['etcd'],
} as const;

describe('finding parts', () => {
  it('takes the name without its tag for the repository, also behind a port', () => {
    expect(repositoryOf('localhost:5000/coredns/coredns:v1.12.1')).toBe('localhost:5000/coredns/coredns');
  });

  it('finds images by repository and binaries by name and architecture', () => {
    expect(findImage(manifest, 'registry.k8s.io/etcd')?.name).toBe('registry.k8s.io/etcd:3.6.5-0');
    expect(findImage(manifest, 'registry.k8s.io/etcd', 'arm64')).toBeUndefined();
    expect(findImage(manifest, 'etcd')).toBeUndefined();
    expect(findBinary(manifest, 'etcd', 'amd64')).toBe(manifest.parts[1]);
    expect(findBinary(manifest, 'registry.k8s.io/etcd:3.6.5-0', 'amd64')).toBeUndefined();
  });
});

describe('requirements', () => {
  it('are met by a bundle that has all', () => {
    expect(requirements(manifest, wanted)).toEqual([]);
  });

  it('tell of another version and what there is, and of nothing else', () => {
    expect(requirements(manifest, { ...wanted, kubernetes: '1.35.4', binaries: ['nothing'] })).toEqual([
      { code: 'bundle.version-missing', params: { wanted: '1.35.4', held: '1.34.4' } },
    ]);
  });

  it('tell of every part that is missing, and what there is of its kind', () => {
    expect(requirements(manifest, { ...wanted, images: ['registry.k8s.io/pause'], binaries: ['etcd', 'kubeadm'] })).toEqual([
      { code: 'bundle.part-missing', params: { part: 'kubeadm', arch: 'amd64', held: ['etcd (arm64)', 'etcd (amd64)'] } },
      {
        code: 'bundle.part-missing',
        params: {
          part: 'registry.k8s.io/pause',
          arch: 'amd64',
          held: ['registry.k8s.io/etcd:3.6.5-0 (amd64)', 'localhost:5000/coredns/coredns:v1.12.1 (arm64)'],
        },
      },
    ]);
  });
});
