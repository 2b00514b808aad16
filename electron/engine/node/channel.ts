import { layout, nodePath } from '../../../shared/model/layout.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { onAbort, orAborted } from '../transport/abort.ts';
import type { RootStream, Transport } from '../transport/transport.ts';
import type { Answer, Ask, Payload } from './ask.ts';
import { FrameReader, type Frame } from './frames.ts';
import { helperText } from './helper-text.ts';
import { loader } from './loader.ts';
import { encodeToken, requestLine } from './tokens.ts';

/** Where a helper keeps things on its host. */
export interface HelperDirectories {
  readonly state: string;
  readonly run: string;
}

const GREETING = /^barque-node 1 (\d+)$/;
/** A helper greets within this time, in seconds; it only has to read 20 kB. */
const GREETING_SECONDS = 30;

/** One helper process on a host. It does one exchange at a time; once broken it is of no use any more. */
export class Channel {
  readonly #host: string;
  readonly #stream: RootStream;
  readonly #frames = new FrameReader();
  #expecting: { readonly take: (frame: Frame) => void; readonly fail: (error: Error) => void } | undefined;
  #failure: Error | undefined;
  #nextId = 1;

  /**
   * @throws {ProblemError} `node.not-root`, `node.no-answer`, `node.malformed` and what `Transport.startRoot` throws
   */
  static async open(transport: Transport, directories: HelperDirectories, signal: AbortSignal): Promise<Channel> {
    const stream = await transport.startRoot(loader, signal);
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(GREETING_SECONDS * 1000)]);
    const output = stream.output[Symbol.asyncIterator]();
    const begin = [directories.state, directories.run, nodePath].map(encodeToken).join(' ');
    const greet = async (): Promise<Channel> => {
      await stream.write(Buffer.concat([Buffer.from(`${helperText().length}\n`), helperText(), Buffer.from(`${begin}\n`)]));
      let greeting = '';
      while (!greeting.includes('\n') && greeting.length < 4096) {
        const next = await output.next();
        if (next.done) break;
        greeting += next.value.toString('latin1');
      }
      const [line = '', ...rest] = greeting.split('\n');
      const uid = GREETING.exec(line)?.[1];
      const at = { host: transport.host };
      if (uid === undefined || rest.join('') !== '') throw new ProblemError(problem('node.malformed', { verb: 'greeting' }, at));
      if (uid !== '0') throw new ProblemError(problem('node.not-root', { uid }, at));
      return new Channel(transport.host, stream, output);
    };
    try {
      return await orAborted(greet(), deadline);
    } catch (error) {
      stream.destroy();
      if (deadline.aborted && !signal.aborted)
        throw new ProblemError(
          problem('node.no-answer', { verb: 'greeting', seconds: GREETING_SECONDS }, { host: transport.host }),
        );
      throw error;
    }
  }

  private constructor(host: string, stream: RootStream, output: AsyncIterator<Buffer>) {
    this.#host = host;
    this.#stream = stream;
    void this.#listen(output);
  }

  /** Whether nothing can be asked of it any more. */
  get broken(): boolean {
    return this.#failure !== undefined;
  }

  /** Ends the helper as soon as it has nothing to do. */
  close(): void {
    this.#failure ??= new ProblemError(problem('root.shell-ended', { exit: 'closed' }, { host: this.#host }));
    // a terminal has no end of input
    this.#stream.write(Buffer.from('bye\n')).then(
      () => this.#stream.end(),
      () => this.#stream.destroy(),
    );
  }

  /** Hangs up at once. */
  destroy(error: Error): void {
    if (this.#failure === undefined) {
      this.#failure = error;
      this.#stream.destroy();
      this.#expecting?.fail(error);
    }
  }

  /**
   * Sends requests and resolves with their answers. A failed request with a payload is the last one that is answered.
   * Where it throws, the channel is broken.
   */
  async exchange(asks: readonly Ask<unknown>[], signal: AbortSignal): Promise<Answer[]> {
    if (this.#failure) throw this.#failure;
    const first = this.#nextId;
    this.#nextId += asks.length;
    const answers: Answer[] = [];
    const seconds = Math.max(...asks.map((ask) => ask.seconds));
    const watch = setTimeout(() => {
      const verb = asks[answers.length]?.verb ?? '';
      this.destroy(new ProblemError(problem('node.no-answer', { verb, seconds }, { host: this.#host })));
    }, seconds * 1000);
    const stopListening = onAbort(signal, (reason) => this.destroy(reason));
    try {
      await new Promise<void>((resolve, reject) => {
        const take = (frame: Frame) => {
          watch.refresh();
          const ask = asks[answers.length];
          if (ask === undefined || frame.id !== first + answers.length) {
            this.destroy(new ProblemError(problem('node.malformed', { verb: ask?.verb ?? 'nothing' }, { host: this.#host })));
            return;
          }
          answers.push({ status: frame.status, output: frame.output, errors: frame.errors, at: Date.now() });
          if (ask.payload && frame.status !== 0) {
            // its input is out of step now, and it ends by itself
            this.#expecting = undefined;
            this.destroy(new ProblemError(problem('root.shell-ended', { exit: 'failed' }, { host: this.#host })));
            resolve();
          } else if (answers.length === asks.length) resolve();
        };
        this.#expecting = { take, fail: reject };
        if (this.#failure) reject(this.#failure);
        else if (asks.length === 0) resolve();
        else this.#send(asks, first, watch).catch((error: unknown) => this.#sendFailed(error));
      });
      return answers;
    } finally {
      clearTimeout(watch);
      stopListening();
      this.#expecting = undefined;
    }
  }

  async #send(asks: readonly Ask<unknown>[], first: number, watch: NodeJS.Timeout): Promise<void> {
    let lines = '';
    for (const [i, ask] of asks.entries()) {
      lines += requestLine(first + i, ask.verb, ask.args);
      if (!ask.payload) continue;
      await this.#stream.write(Buffer.from(lines));
      lines = '';
      await this.#sendPayload(ask.payload, watch);
    }
    if (lines !== '') await this.#stream.write(Buffer.from(lines));
  }

  async #sendPayload({ size, open, progress }: Payload, watch: NodeJS.Timeout): Promise<void> {
    let sent = 0;
    for await (const chunk of open()) {
      if (this.#failure) return;
      sent += chunk.length;
      if (sent > size) break;
      await this.#stream.write(chunk);
      watch.refresh();
      progress?.(sent);
    }
    if (sent !== size) throw new RangeError(`a payload of ${sent} bytes instead of ${size}`);
  }

  /** A host that has given up on a payload answers why and closes its input: the answer says more than the failed write. */
  #sendFailed(error: unknown): void {
    const reason = error instanceof Error ? error : new Error(String(error));
    const fromTransport = reason instanceof ProblemError && /^(root|ssh)\./.test(reason.problems[0].code);
    if (!fromTransport) this.destroy(reason);
    else void this.#stream.closed.then(() => this.destroy(reason));
  }

  async #listen(output: AsyncIterator<Buffer>): Promise<void> {
    try {
      for (let next = await output.next(); !next.done; next = await output.next())
        for (const frame of this.#frames.push(next.value)) this.#expecting?.take(frame);
      const { code, signal } = await this.#stream.closed;
      this.destroy(new ProblemError(problem('root.shell-ended', { exit: String(signal ?? code) }, { host: this.#host })));
    } catch (error) {
      const at = { host: this.#host };
      if (error instanceof ProblemError) this.destroy(error);
      else if (error instanceof SyntaxError) this.destroy(new ProblemError(problem('node.malformed', { verb: 'answer' }, at)));
      else this.destroy(new ProblemError(problem('root.shell-ended', { exit: 'closed' }, at)));
    }
  }
}

/** The directories of production. */
export const productionDirectories: HelperDirectories = { state: layout.state, run: layout.run };
