import {
  callNames,
  type CallName,
  type EngineApi,
  type Input,
  type Name,
  type Output,
  schemas,
  streamNames,
  type StreamName,
} from '../../shared/contract/engine-api.ts';
import { type FromEngine, fromEngine, type FromFace, type Port } from '../../shared/contract/wire.ts';
import { problem, ProblemError } from '../../shared/problems/problem.ts';

/**
 * The engine behind a port. Answers are parsed as questions are; an answer that is not wanted any more (its signal was aborted) is
 * rejected with the signal's reason. When the port closes, whatever is open fails with `engine.disconnected`, and so does all that
 * is asked later.
 */
export function connectEngine(port: Port): EngineApi<AbortSignal> {
  const wire = new Wire(port);
  const call = <N extends CallName>(name: N) => [name, (input: Input<N>, signal: AbortSignal) => wire.call(name, input, signal)];
  const stream = <N extends StreamName>(name: N) => [
    name,
    (input: Input<N>, signal: AbortSignal) => wire.stream(name, input, signal),
  ];
  const api: unknown = Object.fromEntries([...callNames.map(call), ...streamNames.map(stream)]);
  if (!isEngine(api)) throw new Error('every name of the contract was put');
  return api;
}

const isEngine = (api: unknown): api is EngineApi<AbortSignal> =>
  typeof api === 'object' && api !== null && [...callNames, ...streamNames].every((name) => Object.hasOwn(api, name));

class Wire {
  readonly #port: Port;
  readonly #open = new Map<number, (message: FromEngine | 'closed') => void>();
  #next = 0;
  #closed = false;

  constructor(port: Port) {
    this.#port = port;
    port.onMessage((raw) => {
      const read = fromEngine.safeParse(raw);
      // What is none of the protocol's messages belongs to no question; the engine is of another version.
      if (read.success) this.#open.get(read.data.id)?.(read.data);
      else port.close();
    });
    port.onClose(() => {
      this.#closed = true;
      for (const take of this.#open.values()) take('closed');
    });
  }

  #send(message: FromFace): void {
    if (!this.#closed) this.#port.send(message);
  }

  /** Asks; `take` gets every message about it. What is returned ends it: with `cancel` where it has not ended by itself. */
  #ask(name: Name, input: unknown, take: (message: FromEngine | 'closed') => void): { id: number; end: () => void } {
    if (this.#closed) throw disconnected();
    const id = this.#next++;
    this.#open.set(id, (message) => {
      if (message === 'closed' || message.type !== 'item') this.#open.delete(id);
      take(message);
    });
    this.#send({ type: 'ask', id, name, input });
    const end = () => {
      if (this.#open.delete(id)) this.#send({ type: 'cancel', id });
    };
    return { id, end };
  }

  async call<N extends CallName>(name: N, input: Input<N>, signal: AbortSignal): Promise<Output<N>> {
    signal.throwIfAborted();
    let stop = (): void => undefined;
    try {
      return await new Promise<Output<N>>((resolve, reject) => {
        const question = this.#ask(name, input, (message) => {
          if (message === 'closed') reject(disconnected());
          else if (message.type === 'problems') reject(problemsIn(message.problems));
          else if (message.type === 'answer') settle(() => resolve(parsed(name, message.output)), reject);
          else reject(fault(name, message.type));
        });
        const abort = () => {
          question.end();
          reject(reasonOf(signal));
        };
        signal.addEventListener('abort', abort, { once: true });
        stop = () => signal.removeEventListener('abort', abort);
      });
    } finally {
      stop();
    }
  }

  async *stream<N extends StreamName>(name: N, input: Input<N>, signal: AbortSignal): AsyncGenerator<Output<N>, undefined> {
    signal.throwIfAborted();
    const come: (FromEngine | 'closed')[] = [];
    let wake = (): void => undefined;
    const question = this.#ask(name, input, (message) => {
      come.push(message);
      wake();
    });
    const abort = () => wake();
    signal.addEventListener('abort', abort);
    try {
      for (;;) {
        signal.throwIfAborted();
        const message = come.shift();
        if (message === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        if (message === 'closed') throw disconnected();
        if (message.type === 'end') return;
        if (message.type === 'problems') throw problemsIn(message.problems);
        if (message.type !== 'item') throw fault(name, message.type);
        yield parsed(name, message.output);
        this.#send({ type: 'took', id: question.id });
      }
    } finally {
      signal.removeEventListener('abort', abort);
      question.end();
    }
  }
}

function parsed<N extends Name>(name: N, output: unknown): Output<N> {
  const read = schemas[name].output.safeParse(output);
  if (read.success) return read.data;
  throw fault(
    name,
    read.error.issues
      .slice(0, 5)
      .map((issue) => `${issue.path.join('.')}: ${issue.code}`)
      .join('; '),
  );
}

function settle(act: () => void, reject: (error: unknown) => void): void {
  try {
    act();
  } catch (error) {
    reject(error);
  }
}

const reasonOf = (signal: AbortSignal): Error => (signal.reason instanceof Error ? signal.reason : new Error('aborted'));
const disconnected = () => new ProblemError(problem('engine.disconnected', {}));
const fault = (call: string, reason: string) => new ProblemError(problem('engine.fault', { call, reason }));

function problemsIn(problems: Extract<FromEngine, { type: 'problems' }>['problems']): Error {
  const [first, ...more] = problems;
  return first === undefined ? fault('', 'no problem in problems') : new ProblemError(first, ...more);
}
