import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import type { Ending, RootScript, RootStream, Transport } from '../../electron/engine/transport/transport.ts';

/** A transport to a shell on this machine, which runs as whoever runs the test. Whatever the program, it is called `sh`. */
export function shellTransport(shell: string, limit = Infinity): Transport & { readonly open: () => number } {
  const streams = new Set<RootStream>();
  return {
    host: shell,
    open: () => streams.size,
    lost: new Promise(() => undefined),
    close: async () => {
      for (const stream of streams) stream.destroy();
      await Promise.all([...streams].map((stream) => stream.closed));
    },
    startRoot: async (script: RootScript, signal: AbortSignal) => {
      signal.throwIfAborted();
      if (streams.size >= limit) throw new ProblemError(problem('ssh.no-more-sessions', { open: streams.size }));
      const stream = await start(shell, script);
      streams.add(stream);
      void stream.closed.then(() => streams.delete(stream));
      return stream;
    },
  };
}

async function start(shell: string, script: RootScript): Promise<RootStream> {
  const child = spawn(shell, ['-c', script.text], { argv0: 'sh', env: { PATH: process.env['PATH'] ?? '' } });
  const output: AsyncIterator<Buffer> = child.stdout[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  child.stdin.on('error', () => undefined);
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const closed = new Promise<Ending>((resolve) => child.on('close', (code, signal) => resolve({ code, signal, stderr })));
  const ready = await output.next();
  if (ready.done === true || ready.value.toString() !== `${script.ready}\n`) throw new Error(`not ready: ${stderr}`);
  child.stdin.write(`noise before it begins\n${script.begin}\n`);
  return {
    write: async (chunk) => {
      if (!child.stdin.writable) throw new ProblemError(problem('root.shell-ended', { exit: 'closed' }));
      if (!child.stdin.write(chunk)) await Promise.race([once(child.stdin, 'drain'), closed]);
    },
    output: { [Symbol.asyncIterator]: () => output },
    end: () => child.stdin.end(),
    closed,
    destroy: () => {
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      child.kill('SIGKILL');
    },
  };
}
