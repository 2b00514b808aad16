/** Takes a stream of bytes apart, as a shell's `read` and dd do. */
export class Input {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest = Buffer.alloc(0);

  constructor(chunks: AsyncIterable<Buffer>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** A line without its end; undefined at the end of the input, also where a last line has no end. */
  async line(): Promise<string | undefined> {
    for (let from = 0; ;) {
      const end = this.#rest.indexOf(10, from);
      if (end >= 0) return this.#take(end + 1).toString('latin1', 0, end);
      from = this.#rest.length;
      if (!(await this.#more()) || from > longestLine) return undefined;
    }
  }

  /** So many bytes; undefined where the input ends before. */
  async bytes(size: number): Promise<Buffer | undefined> {
    const parts: Buffer[] = [];
    let missing = size;
    while (missing > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) return undefined;
      const part = this.#take(Math.min(missing, this.#rest.length));
      parts.push(part);
      missing -= part.length;
    }
    return Buffer.concat(parts);
  }

  #take(size: number): Buffer {
    const taken = this.#rest.subarray(0, size);
    this.#rest = this.#rest.subarray(size);
    return taken;
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) return false;
    this.#rest = this.#rest.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#rest, next.value]);
    return true;
  }
}

/** No request is longer, in bytes. */
const longestLine = 16 * 1024 * 1024;

/** What an argument of a request says (tokens.ts encodes it; `decode` in node/helper/protocol.sh). */
export function decodeToken(token: string): string {
  if (token === '%') return '';
  if (!token.includes('\\')) return token;
  const bytes = token.replace(/\\0([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/** So much of what was written to stderr is sent, in bytes. */
const mostErrors = 16_384;

/** An answer as the helper writes it (frames.ts reads it). */
export function encodeAnswer(id: string, status: number, output: Buffer, errors: Buffer): string {
  const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/.{1,76}/g, '$&\n');
  return `${base64(output)}${errors.length > 0 ? `-\n${base64(errors.subarray(0, mostErrors))}` : ''}. ${id} ${status}\n`;
}
