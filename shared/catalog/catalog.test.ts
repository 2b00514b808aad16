import { describe, expect, it } from 'vitest';
import { components } from './components.ts';
import { imagesOf, repositories } from './images.ts';
import { keepalivedImage, packageUrls } from './keepalived-image.ts';
import { furtherImages, publishedImages } from './published.ts';
import { kubeadmTags, newestOf, releaseOf, releases } from './releases.ts';
import { wantedOf } from './wanted.ts';
import { repositoryOf } from '../bundle/find.ts';
import { imagePart } from '../model/bundle.ts';
import { specOf } from '../../test/fixtures/site.ts';

/** Every version that the catalogue says it knows. */
const versions = releases.flatMap((release) =>
  Array.from({ length: release.newest + 1 }, (_, patch) => `1.${release.minor}.${patch}`),
);
const releaseFor = (version: string) => {
  const release = releaseOf(version);
  if (!release) throw new Error(`the catalogue has no ${version}`);
  return release;
};

describe('the catalogue', () => {
  it('has every minor version from 1.30 to 1.37 once, in order', () => {
    expect(releases.map(({ minor }) => minor)).toEqual([30, 31, 32, 33, 34, 35, 36, 37]);
  });

  it('knows nothing of versions beyond its newest, before its oldest, or that are none', () => {
    for (const version of ['1.29.1', '1.34.99', '1.99.0', '1.34', 'v1.34.4', '']) expect(releaseOf(version)).toBeUndefined();
  });

  it('names the images of each release from its first patch version on, in order', () => {
    for (const { minor, images, newest } of releases) {
      const starts = images.map(({ from }) => from);
      expect([minor, starts[0]]).toEqual([minor, 0]);
      expect(starts).toEqual([...new Set(starts)].toSorted((a, b) => a - b));
      expect(Math.max(...starts)).toBeLessThanOrEqual(newest);
    }
  });

  it.each([
    ['1.30.4', '3.5.12-0', 'v1.11.1', '3.9'],
    ['1.31.14', '3.5.24-0', 'v1.11.3', '3.10'],
    ['1.34.4', '3.6.5-0', 'v1.12.1', '3.10.1'],
    ['1.35.4', '3.6.6-0', 'v1.13.1', '3.10.1'],
    ['1.37.2', '3.7.0-0', 'v1.14.6', '3.10.2'],
  ])('has for %s what kubeadm asks for', (version, etcd, coredns, pause) => {
    expect(kubeadmTags(releaseFor(version))).toMatchObject({ etcd, coredns, pause });
  });

  it('has everything that a spec of any version wants, for both etcd topologies', () => {
    for (const version of versions) {
      const release = releaseFor(version);
      const had = new Set([...publishedImages(release).map(({ name }) => repositoryOf(name)), repositories.keepalived]);
      const programs = new Set(components.flatMap((one) => (one.programs === 'itself' ? [one.name] : Object.keys(one.programs))));
      for (const topology of ['external', 'stacked'] as const) {
        const spec = { ...specOf({ topology }), kubernetes: { version } };
        expect(imagesOf({ master: true }, spec).filter((name) => !had.has(name))).toEqual([]);
        expect(wantedOf(spec).binaries.filter((name) => !programs.has(name))).toEqual([]);
      }
    }
  });

  it('says for every program and architecture where it comes from, what proves it, and its licence', () => {
    for (const version of versions) {
      for (const { name, url, checksum, licence, version: versionOf } of components) {
        const its = versionOf(releaseFor(version));
        expect([name, its]).toEqual([name, expect.stringMatching(/^\d+\.\d+\.\d+$/)]);
        expect(licence).toMatch(/^[A-Za-z0-9.-]+$/);
        const urls = (['amd64', 'arm64'] as const).map((arch) => url(its, arch));
        expect(urls[0]).not.toBe(urls[1]);
        for (const address of [...urls, checksum(its, 'amd64'), checksum(its, 'arm64')]) {
          expect(address).toMatch(/^https:\/\/[a-z0-9.]+\/[^ ]+$/);
          expect(address).toContain(its);
        }
      }
    }
  });

  it('names images as a bundle can', () => {
    const all = [...furtherImages, ...versions.flatMap((version) => publishedImages(releaseFor(version)))];
    for (const { name, licence } of all) {
      expect(imagePart.shape.name.safeParse(name).success, name).toBe(true);
      expect(licence).not.toBe('');
    }
  });

  it("makes Keepalived's image of the same packages for both architectures, each for its own", () => {
    const { amd64, arm64 } = keepalivedImage.contents;
    expect(arm64.packages.map(({ name }) => name)).toEqual(amd64.packages.map(({ name }) => name));
    for (const [arch, { packages }] of [['amd64', amd64] as const, ['arm64', arm64] as const]) {
      for (const { path } of packages) expect(path).toMatch(new RegExp(`_(${arch}|all)\\.deb$`));
      const files = packages.flatMap((one) => Object.keys(one.files));
      expect(files.filter((name, i) => files.indexOf(name) !== i)).toEqual([]);
      for (const program of ['usr/sbin/keepalived', 'usr/bin/curl', 'bin/busybox']) expect(files).toContain(program);
    }
    expect(amd64.packages.find(({ name }) => name === 'keepalived')?.version).toContain(`:${keepalivedImage.version}-`);
  });

  it("has each of these packages from Debian, and from Debian's archive once it was replaced there", () => {
    const one = { name: 'a', version: '1', path: 'debian/pool/main/a/a_1_amd64.deb', digest: '', size: 1, files: {} };
    expect(packageUrls(one, '20261130T000000Z')).toEqual([
      'https://deb.debian.org/debian/pool/main/a/a_1_amd64.deb',
      'https://snapshot.debian.org/archive/debian/20261130T000000Z/pool/main/a/a_1_amd64.deb',
    ]);
  });

  it('has no version without the one before it: least kernels and cgroup versions only rise', () => {
    const numbers = releases.map(({ kernel, cgroup }) => {
      const [major = 0, minor = 0] = kernel.least.split('.').map(Number);
      return major * 1000 + minor + (cgroup === 'v2' ? 1_000_000 : 0);
    });
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(releases.map(newestOf)).toContain('1.37.2');
  });
});
