import type { Listed } from '../../../shared/bundle/blobs.ts';
import type { BundleManifest } from '../../../shared/model/bundle.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { concurrently } from '../concurrently.ts';
import { type Documents, readDocuments } from './documents.ts';
import { type HashStreams, openHashStreams } from './hash/hash-streams.ts';
import { unreadable } from './plain-file.ts';
import { readAhead } from './read-ahead.ts';
import { openStore } from './store/open.ts';
import { blobName, type OpenBlob, type Store } from './store/store.ts';

/** Bytes hashed so far, of all that are to be hashed. */
export interface VerifyProgress {
  readonly done: number;
  readonly total: number;
}

/**
 * A bundle on this machine's disk, in a directory, in one file or in a split one. Opening it looks at its documents only: nothing of its
 * blobs is known until `verify`.
 */
export interface Bundle {
  /** What was opened, as an absolute path. */
  readonly path: string;
  readonly manifest: BundleManifest;
  /** SHA-256 of the manifest, `sha256:` and hexadecimal: it names the digest of all else, so it stands for the whole bundle. */
  readonly digest: string;
  /** The keys whose signature of the manifest is right; whether they are trusted is another question (`refuseUntrusted`). */
  readonly signers: readonly string[];
  /** Whether the manifest lists a blob. */
  has(digest: string): boolean;
  /** A blob's size in bytes, as the manifest has it. @throws {ProblemError} `bundle.blob-unlisted` */
  size(digest: string): number;
  /**
   * A blob's content, in chunks. It is not hashed on the way: `verify` did before, and the host does.
   * @throws {ProblemError} `bundle.blob-unlisted`, `bundle.blob-missing`, `bundle.blob-size`, `bundle.unsafe`, `bundle.unreadable`
   */
  open(digest: string): AsyncIterable<Buffer>;
  /**
   * Hashes these blobs, each once, after a look at the sizes of all of them. Every blob that is wrong is told of.
   * @throws {ProblemError} `bundle.blob-corrupt`, and those of `open`
   */
  verify(digests: Iterable<string>, options: VerifyOptions): Promise<void>;
  /** Lets go of its files. A directory holds none open. */
  close(): Promise<void>;
}

export interface VerifyOptions {
  readonly signal: AbortSignal;
  /** Called every few megabytes, that is hundreds of times for a bundle. */
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

/**
 * Opens a bundle: a directory (which may be reached by a link; nothing in it may be one), a `.barque` file, or the first part of one.
 * @throws {ProblemError} `bundle.not-a-bundle`, `bundle.manifest-invalid`, `bundle.signature-wrong`, `bundle.file-size`,
 *   `bundle.not-canonical`, `bundle.unsafe`, `bundle.unreadable`
 */
export async function openBundle(path: string, signal: AbortSignal): Promise<Bundle> {
  const store = await openStore(path, signal);
  try {
    const documents = await readDocuments(store, signal);
    await store.arrange(new Map([...documents.blobs].map(([digest, { size }]) => [digest, size])));
    return new Opened(store, documents);
  } catch (error) {
    await store.close();
    throw error;
  }
}

class Opened implements Bundle {
  readonly path: string;
  readonly manifest: BundleManifest;
  readonly digest: string;
  readonly signers: readonly string[];
  readonly #store: Store;
  readonly #blobs: ReadonlyMap<string, Listed>;

  constructor(store: Store, { manifest, digest, signers, blobs }: Documents) {
    this.path = store.path;
    this.manifest = manifest;
    this.digest = digest;
    this.signers = signers;
    this.#store = store;
    this.#blobs = blobs;
  }

  has(digest: string): boolean {
    return this.#blobs.has(digest);
  }

  size(digest: string): number {
    return this.#listed(digest).size;
  }

  async *open(digest: string): AsyncGenerator<Buffer, undefined> {
    const blob = await this.#openBlob(digest);
    let bytes = 0;
    try {
      for await (const chunk of readAhead(blob)) {
        bytes += chunk.length;
        yield chunk;
      }
      if (bytes < blob.size) throw this.#wrongSize(digest, bytes);
    } catch (error) {
      throw unreadable(this.#placeOf(digest), error);
    } finally {
      await blob.close();
    }
  }

  async verify(digests: Iterable<string>, { signal, onProgress }: VerifyOptions): Promise<void> {
    const wanted = [...new Set(digests)];
    // Sizes first: a copy that was cut short is told of at once, not after minutes of hashing.
    await concurrently(wanted, opened, async (digest) => {
      signal.throwIfAborted();
      const blob = await this.#openBlob(digest);
      await blob.close();
    });
    signal.throwIfAborted();
    if (wanted.length === 0) return;
    const total = wanted.reduce((sum, digest) => sum + this.size(digest), 0);
    let done = 0;
    const streams = openHashStreams(wanted.length, total, signal);
    try {
      await concurrently(wanted, streams.width, async (digest) => {
        const found = await this.#hash(digest, streams, signal, (bytes) => onProgress?.({ done: (done += bytes), total }));
        if (found === digest) return;
        const { part } = this.#listed(digest);
        throw new ProblemError(problem('bundle.blob-corrupt', { path: this.#placeOf(digest), part, expected: digest, found }));
      });
    } finally {
      await streams.end();
    }
  }

  close(): Promise<void> {
    return this.#store.close();
  }

  async #hash(digest: string, streams: HashStreams, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<string> {
    signal.throwIfAborted();
    const blob = await this.#openBlob(digest);
    try {
      return await streams.digestOf(blob.extents, onBytes);
    } catch (error) {
      signal.throwIfAborted();
      throw unreadable(this.#placeOf(digest), error);
    } finally {
      await blob.close();
    }
  }

  async #openBlob(digest: string): Promise<OpenBlob> {
    const { size, part } = this.#listed(digest);
    const blob = await this.#store.openBlob(digest);
    if (blob === undefined) throw new ProblemError(problem('bundle.blob-missing', { path: this.#placeOf(digest), digest, part }));
    if (blob.size === size) return blob;
    await blob.close();
    throw this.#wrongSize(digest, blob.size);
  }

  #wrongSize(digest: string, found: number): ProblemError {
    const { size, part } = this.#listed(digest);
    return new ProblemError(problem('bundle.blob-size', { path: this.#placeOf(digest), part, expected: size, found }));
  }

  /** Only what the manifest lists has a path, and what it lists is 64 hexadecimal digits: no digest leads elsewhere. */
  #listed(digest: string): Listed {
    const listed = this.#blobs.get(digest);
    if (listed !== undefined) return listed;
    throw new ProblemError(problem('bundle.blob-unlisted', { path: this.#store.placeOf('barque.json'), digest }));
  }

  #placeOf(digest: string): string {
    return this.#store.placeOf(blobName(digest));
  }
}

/** How many blobs are looked at at once for their sizes. */
const opened = 4;
