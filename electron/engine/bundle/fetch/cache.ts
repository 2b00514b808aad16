import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, ProblemError } from '../../../../shared/problems/problem.ts';
import { codeOf, reasonOf } from '../../workspace/durable-file.ts';
import { type Client, shown, unreachable } from './client.ts';

/** What is fetched: where from, and what it must be. */
export interface Wanted {
  readonly url: URL;
  readonly digest: string;
  /** In bytes; where it is not known, `limit` bounds it. */
  readonly size?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Hears of bytes as they arrive; of those that need not be fetched too, and of those that a server says will come, so that what is left
 * can be told.
 */
export type OnBytes = (bytes: number, kind: 'fetched' | 'present' | 'expected') => void;

/** Downloads by digest: what is there is never fetched again, what was begun goes on where it was cut off. */
export interface Cache {
  /** Makes sure of a download. @throws {ProblemError} `build.*`, `bundle.unwritable` */
  readonly provide: (wanted: Wanted, client: Client, onBytes?: OnBytes) => Promise<Kept>;
  /** Keeps what is made here, such as a program out of an archive. */
  readonly keep: (content: AsyncIterable<Buffer>) => Promise<Kept>;
  /** The path of what is kept; undefined where it is not. */
  readonly find: (digest: string) => Promise<Kept | undefined>;
  readonly read: (digest: string) => AsyncIterable<Buffer>;
  readonly directory: string;
}
export interface Kept {
  readonly digest: string;
  readonly size: number;
}

/** Nothing that a bundle holds is larger. In bytes. */
const limit = 8 * 1024 ** 3 - 1;
/** How often a line may break in the middle of a download. */
const attempts = 5;

/** @param directory made where it is not there; only its owner writes there */
export function openCache(directory: string): Cache {
  const blobs = join(directory, 'sha256');
  const partial = join(directory, 'partial');
  const pathOf = (digest: string) => join(blobs, digest.slice('sha256:'.length));
  const made = makeDirectories();
  const pending = new Map<string, Promise<Kept>>();

  async function makeDirectories() {
    try {
      for (const path of [blobs, partial]) await mkdir(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw unwritable(directory, error);
    }
  }
  // whoever uses it hears of it
  made.catch(() => undefined);

  const find: Cache['find'] = async (digest) => {
    const found = await stat(pathOf(digest)).catch(() => undefined);
    return found?.isFile() ? { digest, size: found.size } : undefined;
  };

  async function download(wanted: Wanted, client: Client, onBytes: OnBytes): Promise<Kept> {
    await made;
    const { digest } = wanted;
    const present = await find(digest);
    if (present) {
      onBytes(present.size, 'present');
      return present;
    }
    const draft = join(partial, digest.slice('sha256:'.length));
    // a draft that turns out to be of something else is thrown away, and the download begun anew once
    const kept = (await goOn(draft, wanted, client, onBytes)) ?? (await goOn(draft, wanted, client, onBytes));
    if (kept) return kept;
    throw new ProblemError(problem('build.corrupt', { url: shown(wanted.url), expected: digest }));
  }

  /** A line that breaks in the middle is opened again, where the draft ends. */
  async function goOn(draft: string, wanted: Wanted, client: Client, onBytes: OnBytes): Promise<Kept | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await arrive(
          draft,
          wanted,
          client,
          attempt === 1 ? onBytes : (bytes, kind) => kind === 'fetched' && onBytes(bytes, kind),
        );
      } catch (error) {
        const broken = error instanceof ProblemError && error.problems[0].code === 'build.unreachable';
        if (!broken || attempt === attempts) throw error;
      }
    }
  }

  /** Fetches what is missing of a draft. Undefined where the whole has another digest; the draft is gone then. */
  async function arrive(draft: string, wanted: Wanted, client: Client, onBytes: OnBytes): Promise<Kept | undefined> {
    const { url, digest, headers } = wanted;
    const largest = wanted.size ?? limit;
    const file = await open(draft, 'a+', 0o600).catch((error: unknown) => {
      throw unwritable(draft, error);
    });
    try {
      let { hash, size } = await hashed(file, client.signal);
      if (size > 0) onBytes(size, 'present');
      if (size < largest || wanted.size === undefined) {
        const answer = await client
          .fetch(url, { ...headers, ...(size > 0 && { range: `bytes=${size}-` }) })
          .catch((error: unknown) => {
            // the draft is as long as the whole, or longer
            if (size > 0 && isRefusedRange(error)) return undefined;
            throw error;
          });
        if (answer?.status === 200 && size > 0) {
          await file.truncate(0);
          onBytes(-size, 'present');
          [hash, size] = [createHash('sha256'), 0];
        }
        if (answer) {
          const coming = Number(answer.headers['content-length'] ?? 0);
          if (Number.isSafeInteger(coming) && coming <= largest) onBytes(coming, 'expected');
          try {
            for await (const chunk of answer.body) {
              if (!Buffer.isBuffer(chunk)) continue;
              size += chunk.length;
              if (size > largest) {
                answer.body.destroy();
                break;
              }
              hash.update(chunk);
              await file.appendFile(chunk).catch((error: unknown) => {
                throw unwritable(draft, error);
              });
              onBytes(chunk.length, 'fetched');
            }
          } catch (error) {
            client.signal.throwIfAborted();
            throw unreachable(url, error);
          }
          if (size < (wanted.size ?? 0)) throw unreachable(url, new Error(`it ended after ${size} of ${wanted.size} bytes`));
        }
      }
      await file.sync();
      const isWhole = `sha256:${hash.digest('hex')}` === digest;
      if (isWhole) await rename(draft, pathOf(digest));
      else {
        await rm(draft, { force: true });
        onBytes(-size, 'fetched');
      }
      return isWhole ? { digest, size } : undefined;
    } finally {
      await file.close();
    }
  }

  return {
    directory,
    find,
    provide: (wanted, client, onBytes = () => undefined) => {
      const { digest } = wanted;
      const known = pending.get(digest);
      if (known) return known;
      const begun = download(wanted, client, onBytes);
      pending.set(digest, begun);
      // what failed may be tried again
      begun.catch(() => pending.delete(digest));
      return begun;
    },
    keep: async (content) => {
      await made;
      const draft = join(partial, `made-${randomUUID()}`);
      const file = await open(draft, 'wx', 0o600).catch((error: unknown) => {
        throw unwritable(draft, error);
      });
      const hash = createHash('sha256');
      let size = 0;
      try {
        for await (const chunk of content) {
          hash.update(chunk);
          size += chunk.length;
          await file.appendFile(chunk);
        }
        await file.sync();
      } catch (error) {
        await rm(draft, { force: true });
        throw codeOf(error) === undefined ? error : unwritable(draft, error);
      } finally {
        await file.close();
      }
      const digest = `sha256:${hash.digest('hex')}`;
      await rename(draft, pathOf(digest));
      return { digest, size };
    },
    async *read(digest) {
      for await (const chunk of createReadStream(pathOf(digest), { highWaterMark: 1 << 20 }))
        if (Buffer.isBuffer(chunk)) yield chunk;
    },
  };
}

async function hashed(file: FileHandle, signal: AbortSignal): Promise<{ hash: Hash; size: number }> {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(1 << 20);
  let size = 0;
  for (;;) {
    signal.throwIfAborted();
    const { bytesRead } = await file.read(chunk, 0, chunk.length, size);
    if (bytesRead === 0) return { hash, size };
    hash.update(chunk.subarray(0, bytesRead));
    size += bytesRead;
  }
}

const isRefusedRange = (error: unknown): boolean =>
  error instanceof ProblemError && error.problems[0].code === 'build.refused' && error.problems[0].params['status'] === 416;

const unwritable = (path: string, error: unknown): ProblemError =>
  error instanceof ProblemError ? error : new ProblemError(problem('bundle.unwritable', { path, reason: reasonOf(error) }));
