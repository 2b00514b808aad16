import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { BundleManifest } from '../../../shared/model/bundle.ts';
import { problem, type Problem, ProblemError } from '../../../shared/problems/problem.ts';
import { readDocuments } from './bundle-documents.ts';
import { openPlainFile, refuseUnlessPlainDirectory, unreadable } from './plain-file.ts';

/** Bytes hashed so far, of all that are to be hashed. */
export interface VerifyProgress {
  readonly done: number;
  readonly total: number;
}

/** A bundle on this machine's disk. Opening it looks at its documents only: nothing of its blobs is known until `verify`. */
export interface Bundle {
  readonly dir: string;
  readonly manifest: BundleManifest;
  /** Whether the manifest lists a blob. */
  has(digest: string): boolean;
  /** A blob's size in bytes, as the manifest has it. @throws {ProblemError} `bundle.blob-unlisted` */
  size(digest: string): number;
  /**
   * A blob's content, in chunks of 256 KiB and a last one. It is not hashed on the way: `verify` did before, and the host does.
   * @throws {ProblemError} `bundle.blob-unlisted`, `bundle.blob-missing`, `bundle.blob-size`, `bundle.unsafe`, `bundle.unreadable`
   */
  open(digest: string): AsyncIterable<Buffer>;
  /**
   * Hashes these blobs, each once, after a look at the sizes of all of them. Every blob that is wrong is told of.
   * @throws {ProblemError} `bundle.blob-corrupt`, and those of `open`
   */
  verify(digests: Iterable<string>, options: VerifyOptions): Promise<void>;
}

export interface VerifyOptions {
  readonly signal: AbortSignal;
  /** Called after each chunk, that is thousands of times for a bundle. */
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

/**
 * Opens the bundle in a directory; the directory itself may be reached by a link, nothing in it may be one.
 * @throws {ProblemError} `bundle.not-a-bundle`, `bundle.manifest-invalid`, `bundle.unsafe`, `bundle.unreadable`
 */
export async function openBundle(dir: string, signal: AbortSignal): Promise<Bundle> {
  const root = resolve(dir);
  const manifest = await readDocuments(root, signal);
  for (const path of ['blobs', join('blobs', 'sha256')]) await refuseUnlessPlainDirectory(join(root, path));
  return new Directory(root, manifest, blobsOf(manifest, join(root, 'barque.json')));
}

/** What the manifest says of a blob: its size, and the first part that it belongs to. */
interface Listed {
  readonly size: number;
  readonly part: string;
}

class Directory implements Bundle {
  readonly dir: string;
  readonly manifest: BundleManifest;
  readonly #blobs: ReadonlyMap<string, Listed>;

  constructor(dir: string, manifest: BundleManifest, blobs: ReadonlyMap<string, Listed>) {
    this.dir = dir;
    this.manifest = manifest;
    this.#blobs = blobs;
  }

  has(digest: string): boolean {
    return this.#blobs.has(digest);
  }

  size(digest: string): number {
    return this.#listed(digest).size;
  }

  async *open(digest: string): AsyncGenerator<Buffer, undefined> {
    const { file, size, path } = await this.#openBlob(digest);
    try {
      for (let at = 0; at < size;) {
        // A new buffer each time: whoever sends it may hold it until it is sent.
        const chunk = Buffer.allocUnsafeSlow(Math.min(streamed, size - at));
        const { bytesRead } = await file.read(chunk, 0, chunk.length, at);
        if (bytesRead === 0) throw this.#wrongSize(digest, at);
        at += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    } catch (error) {
      throw unreadable(path, error);
    } finally {
      await file.close();
    }
  }

  async verify(digests: Iterable<string>, { signal, onProgress }: VerifyOptions): Promise<void> {
    const wanted = [...new Set(digests)];
    // Sizes first: a copy that was cut short is told of at once, not after minutes of hashing.
    await this.#each(wanted, async (digest) => {
      signal.throwIfAborted();
      const { file } = await this.#openBlob(digest);
      await file.close();
    });
    const total = wanted.reduce((sum, digest) => sum + this.size(digest), 0);
    let done = 0;
    await this.#each(wanted, async (digest) => {
      const found = await this.#hash(digest, signal, (bytes) => onProgress?.({ done: (done += bytes), total }));
      if (found === digest) return;
      const { part } = this.#listed(digest);
      throw new ProblemError(problem('bundle.blob-corrupt', { path: this.#pathOf(digest), part, expected: digest, found }));
    });
  }

  /** Does it with all digests, two at a time (one reads while the other hashes), and throws their problems together. */
  async #each(digests: readonly string[], act: (digest: string) => Promise<void>): Promise<void> {
    const problems: Problem[] = [];
    const queue = digests.values();
    const work = async () => {
      for (const digest of queue) {
        try {
          await act(digest);
        } catch (error) {
          if (!(error instanceof ProblemError)) throw error;
          problems.push(...error.problems);
        }
      }
    };
    await Promise.all([work(), work()]);
    const [first, ...more] = problems;
    if (first !== undefined) throw new ProblemError(first, ...more);
  }

  async #hash(digest: string, signal: AbortSignal, onBytes: (bytes: number) => void): Promise<string> {
    const { file, path } = await this.#openBlob(digest);
    try {
      const hash = createHash('sha256');
      let [ahead, behind] = [Buffer.allocUnsafeSlow(hashed), Buffer.allocUnsafeSlow(hashed)];
      let at = 0;
      for (let bytes = await read(ahead, at); bytes > 0;) {
        signal.throwIfAborted();
        [ahead, behind] = [behind, ahead];
        at += bytes;
        // The next read goes on while this chunk is hashed.
        const next = read(ahead, at);
        hash.update(behind.subarray(0, bytes));
        onBytes(bytes);
        bytes = await next;
      }
      return `sha256:${hash.digest('hex')}`;
    } catch (error) {
      signal.throwIfAborted();
      throw unreadable(path, error);
    } finally {
      await file.close();
    }

    async function read(into: Buffer, from: number): Promise<number> {
      return (await file.read(into, 0, into.length, from)).bytesRead;
    }
  }

  async #openBlob(digest: string) {
    const { size, part } = this.#listed(digest);
    const path = this.#pathOf(digest);
    const opened = await openPlainFile(path);
    if (opened === undefined) throw new ProblemError(problem('bundle.blob-missing', { path, digest, part }));
    if (opened.size === size) return { ...opened, path };
    await opened.file.close();
    throw this.#wrongSize(digest, opened.size);
  }

  #wrongSize(digest: string, found: number): ProblemError {
    const { size, part } = this.#listed(digest);
    return new ProblemError(problem('bundle.blob-size', { path: this.#pathOf(digest), part, expected: size, found }));
  }

  /** Only what the manifest lists has a path, and what it lists is 64 hexadecimal digits: no digest leads elsewhere. */
  #listed(digest: string): Listed {
    const listed = this.#blobs.get(digest);
    if (listed !== undefined) return listed;
    const path = join(this.dir, 'barque.json');
    throw new ProblemError(problem('bundle.blob-unlisted', { path, digest }));
  }

  #pathOf(digest: string): string {
    return join(this.dir, 'blobs', 'sha256', digest.slice('sha256:'.length));
  }
}

/** The size of the chunks that are streamed and that are hashed, in bytes. */
const streamed = 256 * 1024;
const hashed = 1024 * 1024;

/** All blobs of a manifest by digest. @throws {ProblemError} `bundle.manifest-invalid` where one blob is given two sizes */
function blobsOf(manifest: BundleManifest, path: string): Map<string, Listed> {
  const blobs = new Map<string, Listed>();
  for (const part of manifest.parts) {
    for (const { digest, size } of part.kind === 'image' ? [part, ...part.blobs] : [part]) {
      const known = blobs.get(digest);
      if (known === undefined) blobs.set(digest, { size, part: part.name });
      else if (known.size !== size) {
        const issues = [`${digest} has ${known.size} bytes in ${known.part} and ${size} in ${part.name}`];
        throw new ProblemError(problem('bundle.manifest-invalid', { path, issues }));
      }
    }
  }
  return blobs;
}
