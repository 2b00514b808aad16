import { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js';

/** A file for an archive: its path in there, with slashes. */
export interface ArchiveFile {
  readonly path: string;
  readonly content: Uint8Array;
}

/** What an archive says of every file's age, so that the same files are the same bytes: ZIP begins with 1980, in local time. */
const always = new Date(1980, 0, 1);
/** Regular files that are their owner's alone, where the archive is opened on a system that knows modes. */
const ownerOnly = 0o100600;

/**
 * A ZIP archive of these files, in their order. With a passphrase each is encrypted with AES-256 (WinZip AE-2, which 7-Zip and
 * WinZip open and what is built into Windows does not); names and sizes stay readable. Without one the same files give the same bytes.
 */
export async function zipOf(
  files: readonly ArchiveFile[],
  passphrase: string | undefined,
  signal: AbortSignal,
): Promise<Uint8Array> {
  // the library's own workers and the platform's compressor would make the bytes depend on where this runs
  configure({ useWebWorkers: false, useCompressionStream: false });
  const zip = new ZipWriter(new Uint8ArrayWriter(), {
    level: 9,
    lastModDate: always,
    extendedTimestamp: false,
    unixMode: ownerOnly,
    dataDescriptor: false,
    ...(passphrase === undefined ? {} : { password: passphrase, encryptionStrength: 3 as const }),
  });
  for (const { path, content } of files) {
    signal.throwIfAborted();
    await zip.add(path, new Uint8ArrayReader(content));
  }
  return await zip.close();
}
