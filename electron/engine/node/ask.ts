import { evidenceOf } from '../transport/evidence.ts';

/** Bytes that follow a request: exactly `size` of them. `open` is called once, when the host is about to read. */
export interface Payload {
  readonly size: number;
  readonly open: () => AsyncIterable<Buffer>;
  /** Called as the bytes leave, with how many have left. */
  readonly progress?: ((sent: number) => void) | undefined;
}

/** What the host answered to one request; nothing in it is trusted. */
export interface Answer {
  /** 0 where the verb did what it says. */
  readonly status: number;
  readonly output: Buffer;
  /** What was written to stderr: bounded, as the host sent it. */
  readonly errors: Buffer;
  /** When the answer had arrived, in ms since the epoch by the operator's clock. */
  readonly at: number;
}

/** One request to a host and how its answer is read. Built by the functions in verbs.ts; sent by `Node.ask`. */
export interface Ask<T> {
  readonly verb: string;
  readonly args: readonly string[];
  readonly payload?: Payload | undefined;
  /** How long the host may take for it, in seconds, without the time its payload takes. */
  readonly seconds: number;
  /** Whether it waits for something or sends much: then it leaves a channel to the quick ones. */
  readonly long?: boolean;
  /** @throws {VerbFailed} where the answer is not what the verb promises */
  readonly read: (answer: Answer) => T;
}

/** The results of asks, in their order. */
export type Results<A extends readonly Ask<unknown>[]> = { -readonly [I in keyof A]: A[I] extends Ask<infer T> ? T : never };

/** A verb that did not do what it was asked for; `Node.ask` makes a problem of it. */
export class VerbFailed extends Error {
  override readonly name = 'VerbFailed';
  readonly evidence: readonly string[];

  constructor(
    readonly status: number,
    evidence: readonly string[],
  ) {
    super(`status ${status}`);
    this.evidence = evidence;
  }
}

/** The answer's output, where the verb did what it says. */
export function okay(answer: Answer): Buffer {
  if (answer.status === 0) return answer.output;
  const said = answer.errors.length > 0 ? answer.errors : answer.output;
  throw new VerbFailed(answer.status, evidenceOf(said.toString('utf8'), 30));
}
