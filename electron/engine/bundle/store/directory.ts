import { join } from 'node:path';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { writeDurably } from '../../workspace/durable-file.ts';
import { openPlainFile, refuseUnlessPlainDirectory, unreadable } from '../plain-file.ts';
import { blobName, type DocumentName, largestDocument, type OpenBlob, type Store } from './store.ts';

/** A bundle in a directory: an OCI image layout. The directory itself may be reached by a link, nothing in it may be one. */
export function directoryStore(path: string): Store {
  return {
    path,
    document: (name, signal) => readDocument(path, name, signal),
    arrange: async () => {
      for (const name of ['blobs', join('blobs', 'sha256')]) await refuseUnlessPlainDirectory(join(path, name));
    },
    placeOf: (name) => join(path, name),
    openBlob: (digest) => openFile(join(path, blobName(digest))),
    writeSignatures: (bytes) => writeDurably(join(path, 'barque.json.sig'), bytes, 0o644),
    close: () => Promise.resolve(),
  };
}

async function openFile(path: string): Promise<OpenBlob | undefined> {
  const opened = await openPlainFile(path);
  if (opened === undefined) return undefined;
  const { file, size } = opened;
  return {
    size,
    extents: [{ fd: file.fd, from: 0, size }],
    read: async (into, from) => (await file.read(into, 0, into.length, from)).bytesRead,
    close: () => file.close(),
  };
}

async function readDocument(dir: string, name: DocumentName, signal: AbortSignal): Promise<Buffer | undefined> {
  signal.throwIfAborted();
  const path = join(dir, name);
  const opened = await openPlainFile(path);
  if (opened === undefined) return undefined;
  try {
    if (opened.size > largestDocument)
      throw new ProblemError(problem('bundle.manifest-invalid', { path, issues: [`larger than ${largestDocument} bytes`] }));
    return await opened.file.readFile({ signal });
  } catch (error) {
    signal.throwIfAborted();
    throw unreadable(path, error);
  } finally {
    await opened.file.close();
  }
}
