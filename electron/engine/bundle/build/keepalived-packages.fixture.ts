import { createHash } from 'node:crypto';
import type { ImagePackage } from '../../../../shared/catalog/keepalived-image.ts';
import { tarStream } from '../../resources/tar.ts';
import { keepalivedLayer } from './keepalived-layer.ts';

const digestOf = (content: Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/** An .xz file that holds its content as it is, in LZMA2's uncompressed chunks; its checks are left empty. */
function xzOf(content: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < content.length; at += 65_536) {
    const part = content.subarray(at, at + 65_536);
    chunks.push(Buffer.from([1, (part.length - 1) >> 8, (part.length - 1) & 255]), part);
  }
  const head = Buffer.from('fd377a585a000000000000000200210100000000000000'.padEnd(48, '0'), 'hex');
  const body = Buffer.concat([...chunks, Buffer.from([0])]);
  return Buffer.concat([head, body, Buffer.alloc((4 - (body.length % 4)) % 4), Buffer.alloc(32)]);
}

const member = (name: string, content: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `${name.padEnd(16)}${'0'.padEnd(12)}${'0'.padEnd(6)}${'0'.padEnd(6)}${'100644'.padEnd(8)}${String(content.length).padEnd(10)}\`\n`,
    ),
    content,
    Buffer.alloc(content.length % 2, '\n'),
  ]);

/** A Debian package of these files. */
export async function debOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const entries = Object.entries(files).map(([name, text]) => ({
    name: `./${name}`,
    size: Buffer.byteLength(text),
    async *open() {
      yield await Promise.resolve(Buffer.from(text));
    },
  }));
  const tar: Buffer[] = [];
  for await (const chunk of tarStream(entries)) tar.push(chunk);
  const data = xzOf(Buffer.concat(tar));
  return Buffer.concat([Buffer.from('!<arch>\n'), member('debian-binary', Buffer.from('2.0\n')), member('data.tar.xz', data)]);
}

/** Packages as small as can be, and the catalogue's data that fits them, in place of `keepalivedImage`. */
async function smallPackages() {
  const debs = new Map<string, Buffer>();
  const contentsFor = async (arch: string) => {
    const packages: ImagePackage[] = [];
    const taken = new Map<string, Buffer>();
    for (const path of ['usr/sbin/keepalived', 'usr/bin/curl', 'bin/busybox']) {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const deb = await debOf({ [path]: `${name} for ${arch}`, [`usr/share/doc/${name}/README`]: 'not taken' });
      const below = `debian/pool/main/${name}_1_${arch}.deb`;
      debs.set(`/${below}`, deb);
      taken.set(path, Buffer.from(`${name} for ${arch}`));
      packages.push({ name, version: '1', path: below, digest: digestOf(deb), size: deb.length, files: { [path]: path } });
    }
    return { layer: digestOf(keepalivedLayer(taken)), packages };
  };
  const contents = { amd64: await contentsFor('amd64'), arm64: await contentsFor('arm64') };
  return { debs, image: { version: '2.2.7', snapshot: '20261130T000000Z', contents } };
}

export const small = await smallPackages();
