import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { BLOCK, padding, tarHeader } from '../../resources/tar.ts';
import { blobName, type DocumentName, documents, largestDocument, type OpenBlob, type Store } from './store.ts';
import type { Volumes } from './volumes.ts';

interface Place {
  readonly at: number;
  readonly size: number;
}

/**
 * A bundle in one file: a tar archive of the layout in exactly the form that Barque writes (docs/bundle.md): the documents, then every
 * blob once, by digest. So the places of all blobs follow from the manifest, nothing is searched for or unpacked, and whatever a
 * hostile archive may hold (paths, links, other sizes) differs from what must stand there.
 * @throws {ProblemError} `bundle.not-canonical`, `bundle.unreadable`, `bundle.manifest-invalid`
 */
export async function singleFileStore(path: string, volumes: Volumes, signal: AbortSignal): Promise<Store> {
  const { places, end } = await placesOfDocuments(path, volumes, signal);
  const blobs = new Map<string, Place>();

  async function readAll({ at, size }: Place): Promise<Buffer> {
    const bytes = Buffer.alloc(size);
    for (let done = 0; done < size;) {
      signal.throwIfAborted();
      const read = await volumes.read(bytes.subarray(done), at + done);
      if (read === 0) throw cutShort(path, at + size, volumes.size);
      done += read;
    }
    return bytes;
  }

  return {
    path,
    document: async (name) => {
      const place = places.get(name);
      return place && (await readAll(place));
    },
    arrange: async (sizes) => {
      let at = end;
      for (const digest of [...sizes.keys()].toSorted()) {
        const size = sizes.get(digest) ?? 0;
        blobs.set(digest, { at: at + BLOCK, size });
        at += BLOCK + size + padding(size);
      }
      const whole = at + 2 * BLOCK;
      if (volumes.size !== whole) throw cutShort(path, whole, volumes.size);
      const trailer = await readAll({ at, size: 2 * BLOCK });
      if (trailer.some((byte) => byte !== 0)) throw notCanonical(path, at);
    },
    placeOf: (name) => `${path}:${name}`,
    openBlob: async (digest): Promise<OpenBlob | undefined> => {
      const place = blobs.get(digest);
      if (!place) return undefined;
      const { at, size } = place;
      const header = await readAll({ at: at - BLOCK, size: BLOCK });
      if (!header.equals(tarHeader(blobName(digest), size))) throw notCanonical(path, at - BLOCK);
      return {
        size,
        extents: volumes.extents(at, size),
        read: (into, from) =>
          from >= size ? Promise.resolve(0) : volumes.read(into.subarray(0, Math.min(into.length, size - from)), at + from),
        close: () => Promise.resolve(),
      };
    },
    writeSignatures: async (bytes) => {
      const place = places.get('barque.json.sig');
      if (place?.size !== bytes.length) throw notCanonical(path, place?.at ?? 0);
      await volumes.write(bytes, place.at);
    },
    close: volumes.close,
  };
}

/** The documents stand first, in their order; the bill of materials may be missing. */
async function placesOfDocuments(path: string, volumes: Volumes, signal: AbortSignal) {
  const places = new Map<DocumentName, Place>();
  let at = 0;
  for (const name of documents) {
    signal.throwIfAborted();
    const header = Buffer.alloc(BLOCK);
    for (let done = 0; done < BLOCK;) {
      const read = await volumes.read(header.subarray(done), at + done);
      if (read === 0) throw new ProblemError(problem('bundle.not-a-bundle', { path, reason: 'lacks', document: name }));
      done += read;
    }
    const size = sizeIn(header);
    if (size === undefined || !header.equals(tarHeader(name, size))) {
      if (name === 'sbom.spdx.json') break;
      if (at === 0) throw new ProblemError(problem('bundle.not-a-bundle', { path, reason: 'foreign', document: '' }));
      throw notCanonical(path, at);
    }
    if (size > largestDocument)
      throw new ProblemError(
        problem('bundle.manifest-invalid', { path: `${path}:${name}`, issues: [`larger than ${largestDocument} bytes`] }),
      );
    places.set(name, { at: at + BLOCK, size });
    at += BLOCK + size + padding(size);
  }
  return { places, end: at };
}

/** The size that a header tells, where it has the form of ours. */
function sizeIn(header: Buffer): number | undefined {
  const field = header.toString('latin1', 124, 136);
  return /^[0-7]{11}\0$/.test(field) ? parseInt(field.slice(0, 11), 8) : undefined;
}

const cutShort = (path: string, expected: number, found: number) =>
  new ProblemError(problem('bundle.file-size', { path, expected, found }));
const notCanonical = (path: string, at: number) => new ProblemError(problem('bundle.not-canonical', { path, at }));
