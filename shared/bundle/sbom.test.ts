import { expect, it } from 'vitest';
import type { BundlePart } from '../model/bundle.ts';
import { sbom } from './sbom.ts';

const blob = { digest: `sha256:${'a'.repeat(64)}`, size: 1 };
const parts: BundlePart[] = [
  {
    kind: 'binary',
    name: 'runc',
    version: '1.4.3',
    arch: 'arm64',
    ...blob,
    compression: 'none',
    installed: blob,
    licence: 'Apache-2.0',
    source: 'https://example.com/runc',
  },
  { kind: 'image', name: 'localhost:5000/pause:3.10', arch: 'amd64', ...blob, blobs: [], source: 'localhost:5000/pause:3.10' },
  {
    kind: 'os-package',
    name: 'conntrack',
    version: '1:1.4.7-1+b2',
    arch: 'amd64',
    os: 'debian12',
    file: 'conntrack_1.deb',
    ...blob,
  },
  { kind: 'file', name: 'site.yaml', arch: 'any', ...blob },
];

it('names every part with its digest, origin, licence and package URL', () => {
  const { packages, relationships, ...rest } = sbom({ kubernetes: '1.34.4', parts }, 'urn:x', '1970-01-01T00:00:00Z');
  expect(rest).toMatchObject({ spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', documentNamespace: 'urn:x' });
  expect(packages.map((one) => one.externalRefs[0]?.referenceLocator)).toEqual([
    'pkg:generic/runc@1.4.3?arch=arm64',
    `pkg:oci/pause@sha256%3A${'a'.repeat(64)}?arch=amd64&repository_url=localhost%3A5000%2Fpause&tag=3.10`,
    'pkg:deb/debian/conntrack@1%3A1.4.7-1%2Bb2?arch=amd64&distro=debian12',
    'pkg:generic/site.yaml',
  ]);
  expect(packages.map((one) => [one.licenseDeclared, one.downloadLocation])).toEqual([
    ['Apache-2.0', 'https://example.com/runc'],
    ['NOASSERTION', 'NOASSERTION'],
    ['NOASSERTION', 'NOASSERTION'],
    ['NOASSERTION', 'NOASSERTION'],
  ]);
  expect(relationships.map((one) => one.relatedSpdxElement)).toEqual(packages.map((one) => one.SPDXID));
});
