import { type FileHandle, open } from 'node:fs/promises';
import { codeOf, unusable } from '../workspace/durable-file.ts';

/** Whole lines of a journal, as they stand in it. */
export interface Block {
  readonly offset: number;
  readonly bytes: number;
  /** The number of the first line, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
}

const chunkBytes = 256 * 1024;

/** Reads a journal from its beginning as it grows: whole lines only, a few hundred KiB of them at once. */
export class GrowingLines {
  readonly #path: string;
  #file: FileHandle | undefined;
  /** Where the next read begins, and what came before it of a line that has no end yet. */
  #offset = 0;
  #begun: Buffer[] = [];
  #line = 1;

  constructor(path: string) {
    this.#path = path;
  }

  /** The next lines; undefined where there are none yet. @throws {ProblemError} `workspace.unusable` */
  async next(): Promise<Block | undefined> {
    try {
      this.#file ??= await openIfThere(this.#path);
      while (this.#file !== undefined) {
        const chunk = Buffer.allocUnsafe(chunkBytes);
        const { bytesRead } = await this.#file.read(chunk, 0, chunk.length, this.#offset);
        if (bytesRead === 0) return undefined;
        this.#offset += bytesRead;
        const read = chunk.subarray(0, bytesRead);
        const end = read.lastIndexOf('\n');
        if (end >= 0) return this.#block(read, end);
        this.#begun.push(read);
      }
      return undefined;
    } catch (error) {
      throw unusable(this.#path, error);
    }
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  #block(read: Buffer, end: number): Block {
    const whole = Buffer.concat([...this.#begun, read.subarray(0, end + 1)]);
    this.#begun = end + 1 < read.length ? [read.subarray(end + 1)] : [];
    const lines = linesOf(whole);
    const block = { offset: this.#offset - read.length + end + 1 - whole.length, bytes: whole.length, first: this.#line, lines };
    this.#line += lines.length;
    return block;
  }
}

/** The lines of a text that ends with a line feed. */
export const linesOf = (whole: Buffer): string[] => whole.toString('utf8').slice(0, -1).split('\n');

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}
