import { open } from 'node:fs/promises';
import { unusable } from '../workspace/durable-file.ts';
import { type Block, GrowingLines, linesOf } from './journal-lines.ts';
import { parseEvent, subjectOf } from './read-journal.ts';

/** Lines that a step printed, and how many there are so far. */
export interface LogPage {
  readonly total: number;
  readonly lines: readonly { readonly at: number; readonly line: string }[];
}

/** Where a step's lines are: in which blocks of the journal, and how many of its lines come before each. */
interface Places {
  readonly blocks: number[];
  readonly before: number[];
  total: number;
}

const isOutput = '"type":"step-output"';

/**
 * The lines that steps printed, out of a journal that may be millions of lines long and still grow. The journal is read once, as it
 * grows; what is kept of it is which of its blocks have lines of which step, so a page costs the blocks that it is in.
 */
export class StepLog {
  readonly #path: string;
  readonly #lines: GrowingLines;
  readonly #blocks: Omit<Block, 'lines'>[] = [];
  readonly #steps = new Map<string, Places>();
  /** The end of the queue of readings; never rejects. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(path: string) {
    this.#path = path;
    this.#lines = new GrowingLines(path);
  }

  /** `count` lines of a step, from `from` on. @throws {ProblemError} `workspace.unusable`, `run.journal-broken` */
  async page(step: string, from: number, count: number, signal: AbortSignal): Promise<LogPage> {
    await this.#catchUp(signal);
    const places = this.#steps.get(step);
    if (places === undefined) return { total: 0, lines: [] };
    const { total, blocks, before } = places;
    const lines: { at: number; line: string }[] = [];
    for (let i = lastNotAfter(before, from); i < blocks.length && lines.length < count; i++) {
      signal.throwIfAborted();
      const ofBlock = await this.#linesIn(blocks[i] ?? 0, step);
      lines.push(...ofBlock.slice(Math.max(0, from - (before[i] ?? 0))));
    }
    return { total, lines: lines.slice(0, count) };
  }

  close(): Promise<void> {
    return this.#lines.close();
  }

  #catchUp(signal: AbortSignal): Promise<void> {
    const read = this.#reading.then(async () => {
      for (let block = await this.#lines.next(); block !== undefined; block = await this.#lines.next()) {
        this.#index(block);
        signal.throwIfAborted();
      }
    });
    this.#reading = read.catch(() => undefined);
    return read;
  }

  #index({ lines, ...place }: Block): void {
    const block = this.#blocks.push(place) - 1;
    for (const line of lines) {
      if (!line.includes(isOutput)) continue;
      const { type, step } = subjectOf(line);
      if (type !== 'step-output') continue;
      let places = this.#steps.get(step);
      if (places === undefined) this.#steps.set(step, (places = { blocks: [], before: [], total: 0 }));
      if (places.blocks.at(-1) !== block) {
        places.blocks.push(block);
        places.before.push(places.total);
      }
      places.total += 1;
    }
  }

  async #linesIn(index: number, step: string): Promise<{ at: number; line: string }[]> {
    const place = this.#blocks[index];
    if (place === undefined) return [];
    const bytes = Buffer.allocUnsafe(place.bytes);
    try {
      const file = await open(this.#path, 'r');
      try {
        await file.read(bytes, 0, bytes.length, place.offset);
      } finally {
        await file.close();
      }
    } catch (error) {
      throw unusable(this.#path, error);
    }
    return linesOf(bytes).flatMap((line, i) => {
      if (!line.includes(isOutput) || subjectOf(line).step !== step) return [];
      const event = parseEvent(line, this.#path, place.first + i);
      return event.type === 'step-output' ? [{ at: event.at, line: event.line }] : [];
    });
  }
}

/** The index of the last of some rising numbers that is not above `limit`; 0 where all are. */
function lastNotAfter(rising: readonly number[], limit: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((rising[middle] ?? 0) <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
