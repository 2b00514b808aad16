/** An answer as it comes off the wire. */
export interface Frame {
  readonly id: number;
  readonly status: number;
  readonly output: Buffer;
  readonly errors: Buffer;
}

/** More than this is no answer that any verb gives, in bytes as sent. */
const LONGEST = 16 * 1024 * 1024;

/** Takes the helper's output apart into answers (their form is described at the head of helper/protocol.sh). */
export class FrameReader {
  #rest = '';
  #size = 0;
  #output: string[] = [];
  #errors: string[] = [];
  #inErrors = false;

  /**
   * The answers that are complete with this chunk.
   * @throws {SyntaxError} where the host sends anything else
   */
  push(chunk: Buffer): Frame[] {
    const lines = (this.#rest + chunk.toString('latin1')).split('\n');
    this.#rest = lines.pop() ?? '';
    this.#size += chunk.length;
    if (this.#size > LONGEST) throw new SyntaxError('an answer without an end');
    const frames: Frame[] = [];
    for (const line of lines) {
      if (line === '-' && !this.#inErrors) this.#inErrors = true;
      else if (line.startsWith('.')) frames.push(this.#finish(line));
      else if (/^[A-Za-z0-9+/]*=*$/.test(line)) (this.#inErrors ? this.#errors : this.#output).push(line);
      else throw new SyntaxError('a line that is no base64');
    }
    return frames;
  }

  #finish(line: string): Frame {
    const [, id, status] = /^\. (\d{1,9}) (\d{1,3})$/.exec(line) ?? [];
    if (id === undefined || status === undefined) throw new SyntaxError('an answer that ends in no status');
    const decode = (lines: readonly string[]) => Buffer.from(lines.join(''), 'base64');
    const frame = { id: Number(id), status: Number(status), output: decode(this.#output), errors: decode(this.#errors) };
    this.#output = [];
    this.#errors = [];
    this.#inErrors = false;
    this.#size = this.#rest.length;
    return frame;
  }
}
