import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** A member of a tar archive: a program from a file of this machine, or a symbolic link. */
export type Member = { readonly path: string } & ({ readonly file: string } | { readonly link: string });

const block = 512;
const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

/** A ustar header. Owner root, time zero: the same inputs give the same bytes. @throws where a path is too long for it. */
export function tarHeader(path: string, type: 'file' | 'link', size: number, link = ''): Buffer {
  if (Buffer.byteLength(path) > 100 || Buffer.byteLength(link) > 100) throw new Error(`too long for ustar: ${path}`);
  const header = Buffer.alloc(block);
  header.write(path, 0);
  header.write(octal(type === 'file' ? 0o755 : 0o777, 8), 100);
  header.write(octal(0, 8) + octal(0, 8) + octal(size, 12) + octal(0, 12), 108);
  header.write(' '.repeat(8), 148);
  header.write(type === 'file' ? '0' : '2', 156);
  header.write(link, 157);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 7)} `, 148);
  return header;
}

/** The bytes of a tar archive, as they are needed. */
export async function* tar(members: readonly Member[]): AsyncGenerator<Buffer> {
  for (const member of members) {
    if ('link' in member) {
      yield tarHeader(member.path, 'link', 0, member.link);
      continue;
    }
    const { size } = await stat(member.file);
    yield tarHeader(member.path, 'file', size);
    for await (const chunk of createReadStream(member.file, { highWaterMark: 1 << 20 })) yield Buffer.from(chunk as Uint8Array);
    yield Buffer.alloc((block - (size % block)) % block);
  }
  yield Buffer.alloc(2 * block);
}
