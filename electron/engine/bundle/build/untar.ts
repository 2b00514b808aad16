import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { BLOCK, padding } from '../../resources/tar.ts';

/** A regular file of an archive. Its content is to be read before the next member is asked for; what is not read is skipped. */
export interface TarMember {
  readonly name: string;
  readonly size: number;
  readonly content: AsyncIterable<Buffer>;
}

/** Beyond it, an archive is not a release but a bomb. In bytes, decompressed. */
const largest = 4 * 1024 ** 3;

/**
 * The regular files of a tar archive (ustar, with GNU's and POSIX's long names). Links, directories and devices are passed over: nothing
 * of an archive is ever written by its own paths.
 * @param where for a problem @throws {ProblemError} `build.malformed`
 */
export async function* untar(source: AsyncIterable<Buffer>, where: string): AsyncGenerator<TarMember, undefined> {
  const malformed = (reason: string) => new ProblemError(problem('build.malformed', { url: where, reason }));
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let total = 0;

  /** Some of the next bytes, at least one and at most so many. */
  async function some(length: number): Promise<Buffer> {
    while (rest.length === 0) {
      const next = await chunks.next();
      if (next.done) throw malformed('it is cut short');
      rest = next.value;
      total += rest.length;
      if (total > largest) throw malformed(`more than ${largest} bytes, decompressed`);
    }
    const taken = rest.subarray(0, length);
    rest = rest.subarray(taken.length);
    return taken;
  }
  async function exactly(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let missing = length; missing > 0;) {
      const part = await some(missing);
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  let longName: string | undefined;
  try {
    for (;;) {
      const header = await exactly(BLOCK);
      if (header.every((byte) => byte === 0)) return;
      const text = (from: number, length: number) => header.toString('utf8', from, from + length).replace(/\0.*$/s, '');
      const size = parseInt(text(124, 12).trim() || '0', 8);
      if (!(size >= 0 && size <= largest)) throw malformed('a member of an impossible size');
      const type = text(156, 1) || '0';
      if (type === 'L' || type === 'x') {
        if (size > 65_536) throw malformed('a name that is too long');
        const content = (await exactly(size)).toString('utf8');
        await exactly(padding(size));
        longName = type === 'L' ? content.replace(/\0.*$/s, '') : (/^\d+ path=(.*)$/m.exec(content)?.[1] ?? longName);
        continue;
      }
      const prefix = text(345, 155);
      const name = longName ?? (prefix ? `${prefix}/${text(0, 100)}` : text(0, 100));
      longName = undefined;
      let left = size;
      async function* content(): AsyncGenerator<Buffer, undefined> {
        while (left > 0) {
          const part = await some(left);
          left -= part.length;
          yield part;
        }
      }
      if (type === '0') yield { name, size, content: content() };
      // what nobody read
      while (left > 0) left -= (await some(left)).length;
      await exactly(padding(size));
    }
  } finally {
    await chunks.return?.();
  }
}
