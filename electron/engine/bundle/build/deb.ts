import { unxz } from '../../../../shared/bundle/packages/xz.ts';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { untar } from './untar.ts';

// Facts: deb(5), ar(5)

const magic = '!<arch>\n';
const headerSize = 60;
/** Decompressed, in bytes: no package that a bundle's image is made of has more. */
const largest = 256 * 1024 ** 2;

/**
 * The regular files of a Debian package, by their paths from its root, in its order. Their modes are not told.
 * @param where for a problem
 * @throws {ProblemError} `build.malformed`
 */
export async function* debFiles(deb: Buffer, where: string): AsyncGenerator<{ readonly path: string; readonly content: Buffer }> {
  const data = memberOf(deb, 'data.tar.xz');
  if (!data) throw malformed(where, 'no Debian package with data.tar.xz');
  for await (const { name, content } of untar(decompressed(data, where), where)) {
    const chunks: Buffer[] = [];
    for await (const chunk of content) chunks.push(chunk);
    yield { path: name.replace(/^\.?\//, ''), content: Buffer.concat(chunks) };
  }
}

/** A member of an ar archive. */
function memberOf(archive: Buffer, wanted: string): Buffer | undefined {
  if (archive.toString('latin1', 0, magic.length) !== magic) return undefined;
  for (let at = magic.length; at + headerSize <= archive.length;) {
    const name = archive.toString('latin1', at, at + 16).replace(/\/? *$/, '');
    const size = Number(archive.toString('latin1', at + 48, at + 58).trim());
    const begin = at + headerSize;
    if (!Number.isSafeInteger(size) || size < 0 || begin + size > archive.length) return undefined;
    if (name === wanted) return archive.subarray(begin, begin + size);
    // members begin at even places
    at = begin + size + (size % 2);
  }
  return undefined;
}

async function* decompressed(data: Buffer, where: string): AsyncGenerator<Buffer, undefined> {
  try {
    yield await Promise.resolve(Buffer.from(unxz(data, largest)));
  } catch (error) {
    throw error instanceof SyntaxError ? malformed(where, error.message) : error;
  }
}

const malformed = (url: string, reason: string) => new ProblemError(problem('build.malformed', { url, reason }));
