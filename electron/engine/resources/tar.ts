/** A regular file for an archive: exactly `size` bytes come out of `open`. */
export interface TarEntry {
  readonly name: string;
  readonly size: number;
  readonly open: () => AsyncIterable<Buffer>;
}

export const BLOCK = 512;
/** What fills the last block of a file. */
export const padding = (size: number): number => (BLOCK - (size % BLOCK)) % BLOCK;

/** How long the archive of these entries is, in bytes. */
export const tarSize = (entries: readonly TarEntry[]): number =>
  entries.reduce((sum, { size }) => sum + BLOCK + size + padding(size), 2 * BLOCK);

/** An archive in the ustar format (POSIX.1-1988), as a stream. @throws {RangeError} where an entry is not as long as it said */
export async function* tarStream(entries: readonly TarEntry[]): AsyncGenerator<Buffer, void> {
  for (const { name, size, open } of entries) {
    yield tarHeader(name, size);
    let sent = 0;
    for await (const chunk of open()) {
      sent += chunk.length;
      if (sent > size) break;
      yield chunk;
    }
    if (sent !== size) throw new RangeError(`${name} has ${sent} bytes instead of ${size}`);
    if (padding(size) > 0) yield Buffer.alloc(padding(size));
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** What a header says besides name and size; without it, a regular file of mode 0644. */
export type TarKind =
  { readonly mode?: number } | { readonly link: string } | { readonly directory: true; readonly mode: number };

/** The header of an entry: owner root, time zero, so that the same entries give the same bytes. @throws {RangeError} */
export function tarHeader(name: string, size: number, kind: TarKind = {}): Buffer {
  const [type, mode, link] = 'link' in kind ? ['2', 0o777, kind.link] : ['directory' in kind ? '5' : '0', kind.mode ?? 0o644, ''];
  if (Buffer.byteLength(name) > 100 || Buffer.byteLength(link) > 100 || size >= 8 ** 11)
    throw new RangeError(`no place for ${name} of ${size} bytes in ustar`);
  const block = Buffer.alloc(BLOCK);
  const octal = (value: number, width: number) => `${value.toString(8).padStart(width - 1, '0')}\0`;
  block.write(name, 0);
  block.write(octal(mode, 8), 100);
  block.write(octal(0, 8), 108); // uid
  block.write(octal(0, 8), 116); // gid
  block.write(octal(size, 12), 124);
  block.write(octal(0, 12), 136); // time of change
  block.write(' '.repeat(8), 148); // the checksum counts as spaces
  block.write(type, 156); // a regular file, a symbolic link, a directory
  block.write(link, 157);
  block.write('ustar\x0000', 257);
  block.write(
    octal(
      block.reduce((sum, byte) => sum + byte, 0),
      7,
    ),
    148,
  );
  return block;
}
