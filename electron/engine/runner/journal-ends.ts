import type { FileHandle } from 'node:fs/promises';
import type { RunEvent } from '../../../shared/run/event.ts';
import { runEvent } from '../../../shared/run/event-schema.ts';
import { unusable } from '../workspace/durable-file.ts';
import { openPlain } from '../workspace/own-file.ts';

/** When a run began and, where it is over, its end. */
export interface JournalEnds {
  readonly startedAt: number;
  readonly end: Extract<RunEvent, { type: 'run-finished' }> | undefined;
}

/** An end is some problems long; what has no line feed for so long is none. In bytes. */
const longestEnd = 4 * 1024 * 1024;

/**
 * The first and the last event of a journal, without reading what is between them; undefined where there is no event.
 * @throws {ProblemError} `workspace.unusable`
 */
export async function journalEnds(path: string): Promise<JournalEnds | undefined> {
  try {
    const file = await openPlain(path);
    if (file === undefined) return undefined;
    try {
      const head = Buffer.alloc(32);
      await file.read(head, 0, head.length, 0);
      // every event begins with its time; the first may be very long, as it names all steps
      const startedAt = /^\{"at":(\d+),/.exec(head.toString('utf8'))?.[1];
      return startedAt === undefined ? undefined : { startedAt: Number(startedAt), end: await endOf(file) };
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unusable(path, error);
  }
}

async function endOf(file: FileHandle): Promise<JournalEnds['end']> {
  const { size } = await file.stat();
  let tail = Buffer.alloc(0);
  while (tail.length < size && tail.length < longestEnd) {
    const more = Math.min(size - tail.length, Math.max(4096, tail.length));
    const block = Buffer.alloc(more);
    await file.read(block, 0, more, size - tail.length - more);
    tail = Buffer.concat([block, tail]);
    const last = tail.lastIndexOf('\n');
    const before = last <= 0 ? -1 : tail.lastIndexOf('\n', last - 1);
    if (before >= 0 || tail.length === size) return endIn(tail.toString('utf8', before + 1, last));
  }
  return undefined;
}

function endIn(line: string): JournalEnds['end'] {
  try {
    const event = runEvent.safeParse(JSON.parse(line));
    return event.success && event.data.type === 'run-finished' ? event.data : undefined;
  } catch {
    return undefined;
  }
}
