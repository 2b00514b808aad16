import { expect, test } from 'vitest';
import { type Change, found, params } from '../../test/fixtures/findings.ts';
import { bundle } from './bundle.ts';

test('a bundle of another version is told of as that, not part by part', () => {
  expect(found(bundle, { bundle: (b) => ({ ...b, kubernetes: '1.35.4', parts: [] }) })).toEqual([
    'blocker - bundle.version-missing',
  ]);
});

test('each part that is not there, or there for another architecture only, is told of', () => {
  const change: Change = {
    bundle: (b) => ({
      ...b,
      parts: b.parts
        .filter((part) => part.name !== 'kubelet')
        .map((part) => (part.kind === 'image' && part.name.includes('coredns') ? { ...part, arch: 'arm64' as const } : part)),
    }),
  };
  expect(found(bundle, change)).toEqual(['blocker - bundle.part-missing', 'blocker - bundle.part-missing']);
  expect(params(bundle, change).map((p) => p['part'])).toEqual(['kubelet', 'registry.k8s.io/coredns/coredns']);
});

test('stacked, the etcd image is wanted; external, its program', () => {
  const without = (name: RegExp): Change => ({
    bundle: (b) => ({ ...b, parts: b.parts.filter((part) => !name.test(part.name)) }),
  });
  expect(found(bundle, { topology: 'stacked', ...without(/^registry.k8s.io\/etcd:/) })).toHaveLength(1);
  expect(found(bundle, { topology: 'external', ...without(/^registry.k8s.io\/etcd:/) })).toEqual([]);
  expect(found(bundle, { topology: 'external', ...without(/^etcd$/) })).toHaveLength(1);
});
