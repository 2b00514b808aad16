import { configure, Uint8ArrayReader, ZipReader } from '@zip.js/zip.js';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';

const most = { file: 4_194_304, unpacked: 33_554_432, entries: 200 };

/**
 * Unpacks an Office document in counted pieces, before anything else reads it: a small file cannot become a huge one.
 * @param see each file of it
 * @throws {ProblemError} `import.too-large`, `import.unreadable`
 */
export async function unpackBounded(
  content: Uint8Array,
  see: (name: string, file: Buffer) => unknown,
  signal: AbortSignal,
): Promise<void> {
  if (content.length > most.file) throw tooLarge(content.length, most.file);
  configure({ useWebWorkers: false });
  const zip = new ZipReader(new Uint8ArrayReader(content));
  try {
    let size = 0;
    let entries = 0;
    for await (const entry of zip.getEntriesGenerator()) {
      signal.throwIfAborted();
      if (++entries > most.entries) throw tooLarge(entries, most.entries);
      if (entry.directory) continue;
      const pieces: Uint8Array[] = [];
      const counter = new WritableStream<Uint8Array>({
        write(piece) {
          size += piece.length;
          if (size > most.unpacked) throw tooLarge(size, most.unpacked);
          pieces.push(piece);
        },
      });
      await entry.getData(counter, { signal });
      see(entry.filename, Buffer.concat(pieces));
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ProblemError
      ? error
      : new ProblemError(problem('import.unreadable', { at: '', reason: 'not an Office document (.xlsx, .docx), or damaged' }));
  } finally {
    await zip.close();
  }
}

const tooLarge = (size: number, limit: number) => new ProblemError(problem('import.too-large', { size, limit, what: 'file' }));
