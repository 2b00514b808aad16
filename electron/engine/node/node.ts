import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { Dial, Transport } from '../transport/transport.ts';
import { VerbFailed, type Answer, type Ask, type Results } from './ask.ts';
import { productionDirectories, type HelperDirectories } from './channel.ts';
import { ChannelPool } from './channel-pool.ts';

/** A host with the node helper on it. */
export interface Node {
  /** The spec's name of the host. */
  readonly host: string;
  /**
   * Sends requests (built by verbs.ts) to the host and returns what each answered: one round trip, whatever their number. They are
   * done in order. Where one fails the later ones are done all the same (but not after a failed payload), and the first failure is
   * thrown. Aborted or without an answer in time, what was asked may or may not have been done.
   * @throws {ProblemError} `node.*`, `ssh.*`, `root.*`; the signal's reason where it was aborted
   */
  readonly ask: <const A extends readonly Ask<unknown>[]>(asks: A, signal: AbortSignal) => Promise<Results<A>>;
  /** A TCP connection from the host, where it is a place to connect from. */
  readonly dial?: Dial | undefined;
  /** Ends the helper's processes on the host. Supervised commands go on. */
  readonly close: () => void;
}

/** Makes a node of a host; the helper is started with the first request. */
export function openNode(transport: Transport, directories: HelperDirectories = productionDirectories): Node {
  const pool = new ChannelPool(transport, directories);
  const { host } = transport;
  return {
    host,
    ask: async <const A extends readonly Ask<unknown>[]>(asks: A, signal: AbortSignal) => {
      if (asks.length === 0) return readAll(host, asks, []);
      const answers = await pool.exchange(asks, signal);
      return readAll(host, asks, answers);
    },
    dial: transport.dial,
    close: () => pool.close(),
  };
}

function readAll<const A extends readonly Ask<unknown>[]>(host: string, asks: A, answers: readonly Answer[]): Results<A> {
  const results = asks.map((ask, i) => {
    const answer = answers[i];
    if (!answer) throw new ProblemError(problem('node.malformed', { verb: ask.verb }, { host }));
    return readOne(host, ask, answer);
  });
  // a mapped tuple cannot be inferred from map(); each result is what the ask at its place reads
  return results as Results<A>;
}

function readOne(host: string, ask: Ask<unknown>, answer: Answer): unknown {
  try {
    return ask.read(answer);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    if (error instanceof VerbFailed) {
      const params = { verb: ask.verb, target: (ask.args[0] ?? '').slice(0, 200), status: error.status };
      throw new ProblemError(problem('node.verb-failed', params, { host, evidence: error.evidence }));
    }
    // whatever else a reader throws (zod, a regular expression that found nothing) says the same: not what the helper prints
    throw new ProblemError(problem('node.malformed', { verb: ask.verb }, { host }));
  }
}
