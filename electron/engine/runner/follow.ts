import type { RunEvent } from '../../../shared/run/event.ts';
import { type Block, GrowingLines } from './journal-lines.ts';
import { parseEvent, subjectOf } from './read-journal.ts';

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
    return block && this.#withoutOutdated(block);
  }

  close(): Promise<void> {
    return this.#lines.close();
  }

  /** Of printed lines, of progress and of what is waited for, only the last of each step; everything else as it was. */
  #withoutOutdated({ lines, first }: Block): RunEvent[] {
    const seen = new Set<string>();
    const kept: RunEvent[] = [];
    for (let i = lines.length - 1; i >= 0; i--) {
      const line = lines[i] ?? '';
      const { type, step } = subjectOf(line);
      if (outdated.has(type)) {
        if (seen.has(`${type} ${step}`)) continue;
        seen.add(`${type} ${step}`);
      }
      kept.push(parseEvent(line, this.#path, first + i));
    }
    return kept.reverse();
  }
}

const outdated: ReadonlySet<string> = new Set(['step-output', 'step-progress', 'step-waiting'] satisfies RunEvent['type'][]);
