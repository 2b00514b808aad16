import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { makeDirectory, reasonOf, syncDirectory } from '../workspace/durable-file.ts';
import { noFollow } from '../workspace/own-file.ts';
import { type Mask, maskEvent } from './mask.ts';

/** How many bytes of one text (a line of output, a problem's evidence) a journal keeps. */
export const longestText = 4096;

/** The history of a run on disk, one event a line, append-only. It is never read to learn what a host is like. */
export interface Journal {
  readonly path: string;
  /** Aborted, with a `ProblemError` as its reason, when the journal can no longer be written: the run must stop then. */
  readonly broken: AbortSignal;
  /** Queues an event; never throws and never waits. */
  append(event: RunEvent): void;
  /** Waits until all that was appended is on disk. @throws {ProblemError} `run.journal-unwritable` */
  flush(): Promise<void>;
  /** Flushes and closes; later events are dropped. @throws {ProblemError} `run.journal-unwritable` */
  close(): Promise<void>;
}

/**
 * Opens a journal for appending, with mode 0600, and makes it where there is none. A line that an earlier process was
 * killed in the middle of is cut off. Every event is synced but those of progress and output; events that come while
 * the disk is busy share one write and one sync.
 * @param hide masks secrets in every text before it is written
 * @throws {ProblemError} `run.journal-unwritable`
 */
export async function openJournal(path: string, hide: Mask): Promise<Journal> {
  try {
    await makeDirectory(dirname(path));
    const file = await open(path, constants.O_APPEND | constants.O_CREAT | constants.O_RDWR | noFollow, 0o600);
    await file.chmod(0o600);
    await cutTornLine(file);
    await syncDirectory(dirname(path));
    return new FileJournal(path, file, hide);
  } catch (error) {
    throw unwritable(path, error);
  }
}

class FileJournal implements Journal {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #hide: Mask;
  readonly #breaking = new AbortController();
  #lines: string[] = [];
  #mustSync = false;
  #unsynced = false;
  #closed = false;
  #writing: Promise<void> | undefined;

  constructor(path: string, file: FileHandle, hide: Mask) {
    this.path = path;
    this.#file = file;
    this.#hide = (text) => cut(hide(text));
  }

  get broken(): AbortSignal {
    return this.#breaking.signal;
  }

  append(event: RunEvent): void {
    if (this.#closed || this.broken.aborted) return;
    this.#lines.push(`${JSON.stringify(maskEvent(event, this.#hide))}\n`);
    this.#mustSync ||= event.type !== 'step-progress' && event.type !== 'step-output';
    this.#writing ??= this.#write();
  }

  async flush(): Promise<void> {
    if (this.#unsynced || this.#lines.length > 0) {
      this.#mustSync = true;
      this.#writing ??= this.#write();
    }
    await this.#writing;
    this.broken.throwIfAborted();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      await this.flush();
    } finally {
      await this.#file.close();
    }
  }

  /** Writes until nothing is left to write or to sync; never rejects. */
  async #write(): Promise<void> {
    try {
      while (this.#lines.length > 0 || this.#mustSync) {
        const [lines, sync] = [this.#lines.join(''), this.#mustSync];
        this.#lines = [];
        this.#mustSync = false;
        this.#unsynced = true;
        await this.#file.appendFile(lines);
        if (!sync) continue;
        await this.#file.datasync();
        this.#unsynced = false;
      }
    } catch (error) {
      this.#lines = [];
      this.#breaking.abort(unwritable(this.path, error));
    } finally {
      this.#writing = undefined;
    }
  }
}

/** Cuts a text to what a journal keeps, at a character's border. */
function cut(text: string): string {
  if (text.length * 3 <= longestText) return text;
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= longestText) return text;
  const mark = '…';
  let end = longestText - Buffer.byteLength(mark);
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString('utf8', 0, end) + mark;
}

/** Cuts off what follows the last line feed, where something does. */
async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  const block = Buffer.alloc(64 * 1024);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await file.read(block, 0, end - start, start);
    const lineFeed = block.subarray(0, bytesRead).lastIndexOf('\n');
    if (lineFeed >= 0) {
      if (start + lineFeed + 1 < size) await file.truncate(start + lineFeed + 1);
      return;
    }
    end = start;
  }
  if (size > 0) await file.truncate(0);
}

const unwritable = (path: string, error: unknown) => {
  const known = error instanceof ProblemError ? error.problems[0].params['reason'] : undefined;
  const reason = typeof known === 'string' ? known : reasonOf(error);
  return new ProblemError(problem('run.journal-unwritable', { path, reason }));
};
