import { StringDecoder } from 'node:string_decoder';
import { printable } from '../transport/evidence.ts';

const LONGEST = 500;
const KEPT = 30;

/** Makes lines of what a command prints: without control sequences, each of bounded length; the last ones are kept. */
export class OutputLines {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  readonly #last: string[] = [];
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** The last thirty lines. */
  get last(): readonly string[] {
    return this.#last;
  }

  push(chunk: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, 64 * 1024);
    for (const line of lines) this.#take(line);
  }

  /** Nothing more comes: a last line may have no newline. */
  end(): void {
    this.#take(this.#rest + this.#decoder.end());
    this.#rest = '';
  }

  #take(raw: string): void {
    const line = printable(raw.slice(0, 8 * LONGEST))
      .trimEnd()
      .slice(0, LONGEST);
    if (line === '') return;
    this.#last.push(line);
    if (this.#last.length > KEPT) this.#last.shift();
    this.#onLine(line);
  }
}
