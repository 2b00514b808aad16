import { createHash } from 'node:crypto';
import { read, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Extent } from '../store/store.ts';

/** Hashes what lies in open files; what is large on threads of its own, so that nothing waits for it. */
export interface HashStreams {
  /** How many blobs are hashed at once. */
  readonly width: number;
  /**
   * The digest of bytes that lie in these places, one after the other. At most `width` may be under way.
   * @throws {Error} with a `code` such as EIO where they cannot be read; without one once the streams have ended
   */
  readonly digestOf: (extents: readonly Extent[], onBytes: (bytes: number) => void) => Promise<string>;
  /** Ends them; when it settles, no file is read any more. */
  readonly end: () => Promise<void>;
}

/** The system's name of what reading failed with, such as EIO. */
class ReadFault extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** Two keep a fast disk busy; more of them drive the head of a slow one to and fro. */
const most = 2;
/** A thread takes some 30 ms to begin: what is hashed sooner is not worth one. In bytes. */
const worthwhile = 32 * 1024 * 1024;

/** @param total how many bytes are to be hashed, in `blobs` @param signal ends them too */
export function openHashStreams(blobs: number, total: number, signal: AbortSignal): HashStreams {
  if (total < worthwhile) return hashHere(signal);
  const width = Math.min(most, availableParallelism(), blobs, Math.ceil(total / worthwhile));
  const threads = Array.from({ length: width }, () => new HashThread());
  const idle = [...threads];
  const end = async () => {
    signal.removeEventListener('abort', stop);
    await Promise.all(threads.map((thread) => thread.end()));
  };
  const stop = () => void end();
  signal.addEventListener('abort', stop);
  return {
    width,
    digestOf: async (extents, onBytes) => {
      const thread = idle.pop();
      if (!thread) throw new Error('more is hashed at once than there are streams');
      try {
        return await thread.digestOf(extents, onBytes);
      } finally {
        idle.push(thread);
      }
    },
    end,
  };
}

const readInto = promisify(read);

/** One stream on this thread, where other work goes on in between. */
function hashHere(signal: AbortSignal): HashStreams {
  const buffer = Buffer.allocUnsafeSlow(64 * 1024);
  return {
    width: 1,
    digestOf: async (extents, onBytes) => {
      const hash = createHash('sha256');
      for (const { fd, from, size } of extents)
        for (let at = 0; at < size;) {
          const { bytesRead } = await readInto(fd, buffer, 0, Math.min(buffer.length, size - at), from + at);
          signal.throwIfAborted();
          if (bytesRead === 0) break;
          hash.update(buffer.subarray(0, bytesRead));
          at += bytesRead;
          onBytes(bytesRead);
        }
      return `sha256:${hash.digest('hex')}`;
    },
    end: () => Promise.resolve(),
  };
}

const answer = z.object({ read: z.number(), digest: z.string().optional(), failed: z.string().optional() });

interface Pending {
  readonly onBytes: (bytes: number) => void;
  readonly resolve: (digest: string) => void;
  readonly reject: (error: Error) => void;
}

class HashThread {
  // it needs no loader that the process may have been started with
  readonly #worker = new Worker(program(), { execArgv: [] });
  #pending: Pending | undefined;
  #over: Error | undefined;

  constructor() {
    this.#worker.on('message', (message: unknown) => {
      const { read, digest, failed } = answer.parse(message);
      this.#pending?.onBytes(read);
      if (digest !== undefined) this.#pending?.resolve(digest);
      else if (failed !== undefined) this.#pending?.reject(new ReadFault(failed));
    });
    this.#worker.on('error', (error: Error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(new Error('the thread that hashes has ended')));
  }

  async digestOf(extents: readonly Extent[], onBytes: (bytes: number) => void): Promise<string> {
    try {
      return await new Promise((resolve, reject) => {
        if (this.#over) throw this.#over;
        this.#pending = { onBytes, resolve, reject };
        this.#worker.postMessage(extents);
      });
    } finally {
      this.#pending = undefined;
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: Error): void {
    this.#over ??= error;
    this.#pending?.reject(this.#over);
  }
}

let text: string | undefined;
/**
 * The thread's program as an address: it lies beside this file, and in the program beside the bundled one, and is read as any file is,
 * as threads do not look into an application's archive.
 */
function program(): URL {
  text ??= readFileSync(new URL('hash-thread.mjs', import.meta.url), 'utf8');
  return new URL(`data:text/javascript,${encodeURIComponent(text)}`);
}
