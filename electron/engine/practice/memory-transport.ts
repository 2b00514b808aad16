import { PassThrough } from 'node:stream';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { onAbort } from '../transport/abort.ts';
import type { Ending, RootStream, Transport } from '../transport/transport.ts';
import { cut, serveHelper } from './helper.ts';
import type { Helper } from './verbs.ts';
import { Input } from './wire.ts';

/**
 * A way to a practice host without SSH: the same helper behind the same transport, for more hosts than handshakes are worth.
 * @throws {ProblemError} `ssh.unreachable` where the host is without power, as a handshake would
 */
export function memoryTransport(name: string, host: Omit<Helper, 'link' | 'signal' | 'state' | 'run'>): Transport {
  const link = { open: true };
  const streams = new Set<RootStream>();
  const { address } = host.machine.config;
  if (!host.machine.on) throw unreachable(name, address);
  return {
    host: name,
    lost: new Promise(() => undefined),
    startRoot: (_script, signal) => {
      signal.throwIfAborted();
      const { on, cut: powerCut } = host.machine;
      if (!on) return Promise.reject(unreachable(name, address));
      const stream = start(name, powerCut, (input, write, over) => serveHelper(input, write, { ...host, link, signal: over }));
      streams.add(stream);
      void stream.closed.then(() => streams.delete(stream));
      return Promise.resolve(stream);
    },
    close: async () => {
      link.open = false;
      for (const stream of streams) stream.destroy();
      await Promise.all([...streams].map((stream) => stream.closed));
    },
  };
}

const unreachable = (host: string, address: string): ProblemError =>
  new ProblemError(problem('ssh.unreachable', { address, port: 22, reason: 'timeout' }, { host }));

type Serve = (input: Input, write: (text: string) => Promise<void>, signal: AbortSignal) => Promise<number>;

function start(name: string, powerCut: AbortSignal, serve: Serve): RootStream {
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const over = new AbortController();
  const ended = () => new ProblemError(problem('root.shell-ended', { exit: 'closed' }, { host: name }));
  for (const stream of [stdin, stdout]) stream.on('error', () => undefined);
  const send = (to: PassThrough, bytes: Buffer | string): Promise<void> =>
    new Promise((resolve, reject) => {
      if (to.destroyed || to.writableEnded) reject(ended());
      else to.write(bytes, (error) => (error ? reject(ended()) : resolve()));
    });
  const closed = serve(new Input(stdin), (text) => send(stdout, text), over.signal)
    .catch(() => 1)
    .then((status): Ending => {
      stdin.destroy();
      if (status === cut) stdout.destroy(ended());
      else stdout.end();
      return { code: status === cut ? null : status, signal: null, stderr: '' };
    });
  const destroy = (why?: Error) => {
    over.abort();
    stdin.destroy();
    stdout.destroy(why);
  };
  const stop = onAbort(powerCut, () => destroy(ended()));
  void closed.then(stop);
  return {
    write: (chunk) => send(stdin, chunk),
    output: stdout,
    end: () => void stdin.end(),
    closed,
    destroy: () => destroy(),
  };
}
