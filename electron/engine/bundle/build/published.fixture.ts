import { gzipSync } from 'node:zlib';
import { repositoryOf } from '../../../../shared/bundle/find.ts';
import { components } from '../../../../shared/catalog/components.ts';
import { publishedImages } from '../../../../shared/catalog/published.ts';
import { releaseOf } from '../../../../shared/catalog/releases.ts';
import { tarStream } from '../../resources/tar.ts';
import { small } from './keepalived-packages.fixture.ts';
import { digestOf, serveImage, type TestServer } from './server.fixture.ts';

/** Rules by which everything is fetched from one server. */
export const mirrorsTo = ({ host }: Pick<TestServer, 'host'>): string[] =>
  [
    'registry.k8s.io',
    'ghcr.io',
    'docker.io',
    'dl.k8s.io',
    'github.com',
    'get.helm.sh',
    'deb.debian.org',
    'snapshot.debian.org',
  ].map((from) => `${from}=http://${host}`);

export async function tarOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, content]) => ({
    name,
    size: content.length,
    async *open() {
      yield await Promise.resolve(content);
    },
  }));
  const chunks: Buffer[] = [];
  for await (const chunk of tarStream(entries)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Everything that a cluster of this version needs, small, each at its path on the one server. Tests that build with it put `small.image`
 * in place of the catalogue's `keepalivedImage`, whose digests are those of Debian's packages.
 */
export async function publishAll(server: TestServer, kubernetes: string): Promise<void> {
  const release = releaseOf(kubernetes);
  if (!release) throw new Error('the catalogue lacks it');
  const shared = Buffer.alloc(50_000, 'shared layer');
  for (const [path, deb] of small.debs) server.files.set(path, deb);
  for (const { name: from } of publishedImages(release)) {
    const { pathname } = new URL(`http://${repositoryOf(from)}`);
    serveImage(server, pathname.slice(1), from.slice(repositoryOf(from).length + 1), [shared, Buffer.from(from)]);
  }
  for (const { programs, url, checksum, version, name } of components) {
    const its = version(release);
    const content =
      programs === 'itself'
        ? Buffer.from(`${name} ${its}`)
        : gzipSync(
            await tarOf(
              Object.fromEntries([
                ['release/LICENSE', Buffer.from('licence')],
                ...Object.values(programs).map((file) => [`release/bin/${file}`, Buffer.from(`${file} ${its}`)] as const),
              ]),
            ),
          );
    const address = new URL(url(its, 'amd64'));
    server.files.set(address.pathname, content);
    const file = address.pathname.slice(address.pathname.lastIndexOf('/') + 1);
    server.files.set(new URL(checksum(its, 'amd64')).pathname, Buffer.from(`${digestOf(content).slice(7)}  ${file}\n`));
  }
}
