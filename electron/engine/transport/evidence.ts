import { stripVTControlCharacters } from 'node:util';

/** How much of what a host printed is kept, in bytes: the end of it. */
const KEPT = 64 * 1024;

/** What a host printed, made safe to show: terminal sequences and control characters are gone, lines stay lines. */
export const printable = (text: string): string =>
  // Cc are the control characters, Cf the invisible ones, such as marks that turn the direction of writing.
  stripVTControlCharacters(text.replace(/\r\n?/g, '\n')).replace(/(?!\n|\t)[\p{Cc}\p{Cf}]/gu, '');

/** The last lines of what a host printed, as a problem carries them. */
export const evidenceOf = (text: string, lines = 10): string[] =>
  printable(text)
    .split('\n')
    .map((line) => line.trim().slice(0, 500))
    .filter((line) => line !== '')
    .slice(-lines);

/** Keeps the end of what a host prints. */
export class Tail {
  #bytes = Buffer.alloc(0);

  push(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    if (this.#bytes.length > KEPT) this.#bytes = Buffer.from(this.#bytes.subarray(-KEPT));
  }

  /** Drops everything up to the end of `mark` and returns what follows it; undefined while it was not seen. */
  after(mark: string): Buffer | undefined {
    const at = this.#bytes.indexOf(mark);
    if (at < 0) return undefined;
    this.#bytes = Buffer.from(this.#bytes.subarray(at + Buffer.byteLength(mark)));
    return this.#bytes;
  }

  toString(): string {
    return this.#bytes.toString('utf8');
  }
}
