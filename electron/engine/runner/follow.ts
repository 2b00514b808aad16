import type { RunEvent } from '../../../shared/run/event.ts';
import { GrowingLines } from './journal-lines.ts';
import { parseEvent } from './read-journal.ts';

/** The events of a journal from its beginning, as it grows. Nothing of what was read is kept, however far behind its reader is. */
export class JournalFollower {
  readonly #path: string;
  readonly #lines: GrowingLines;

  constructor(path: string) {
    this.#path = path;
    this.#lines = new GrowingLines(path);
  }

  /** The next events, without those that later ones of them outdate; undefined where there are none yet. */
  async next(): Promise<RunEvent[] | undefined> {
    const block = await this.#lines.next();
    return block && withoutOutdated(block.lines.map((line, i) => parseEvent(line, this.#path, block.first + i)));
  }

  close(): Promise<void> {
    return this.#lines.close();
  }
}

/** Of printed lines, of progress and of what is waited for, only the last of each step; everything else as it was. */
export function withoutOutdated(events: readonly RunEvent[]): RunEvent[] {
  const seen = new Set<string>();
  const kept: RunEvent[] = [];
  for (const event of events.toReversed()) {
    if (event.type === 'step-output' || event.type === 'step-progress' || event.type === 'step-waiting') {
      const key = `${event.type} ${event.step}`;
      if (seen.has(key)) continue;
      seen.add(key);
    }
    kept.push(event);
  }
  return kept.reverse();
}
