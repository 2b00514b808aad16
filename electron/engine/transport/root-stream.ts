import { Readable } from 'node:stream';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import type { HostProcess } from './host-process.ts';
import type { RootStream } from './transport.ts';

/** How much output waits here for its reader, in bytes, before the host is told to wait. */
const WAITING = 256 * 1024;

/** Hands a root process over. `early` is what it printed after `ready`; `stderr` gives what it wrote there so far. */
export function rootStream(host: string, process: HostProcess, early: Buffer, stderr: () => string): RootStream {
  const { stdin, stdout } = process;
  const ended = (): ProblemError => {
    const lost = process.lostBecause();
    return new ProblemError(lost ?? problem('root.shell-ended', { exit }, { host }));
  };
  let exit = 'input closed';
  let gone = false;
  let dropped = false;
  const unfinished = new Set<(error: Error) => void>();

  const drop = () => {
    dropped = true;
    stdout.off('data', pass).resume();
    process.hangUp();
  };
  const output = new Readable({
    highWaterMark: WAITING,
    read: () => void stdout.resume(),
    destroy: (error, done) => {
      // Whoever leaves the loop early does not want the process any more.
      drop();
      done(error);
    },
  });
  // Told to whoever reads; nobody needs to.
  output.on('error', () => {});
  if (early.length > 0) output.push(early);
  const pass = (chunk: Buffer) => {
    if (!output.push(chunk)) stdout.pause();
  };
  stdout.on('data', pass);
  stdout.once('end', () => {
    if (dropped) return;
    // ssh2 ends the output of a broken connection as if it were complete.
    if (process.lostBecause() === undefined) output.push(null);
    else output.destroy(ended());
  });

  void process.exited.then(({ code, signal }) => {
    gone = true;
    exit = signal ?? (code === null ? 'connection closed' : `exit status ${code}`);
    for (const fail of unfinished) fail(ended());
    if (process.lostBecause() !== undefined && !dropped) output.destroy(ended());
  });

  return {
    output,
    write: (chunk) =>
      new Promise((resolve, reject) => {
        if (gone || stdin.writableEnded || stdin.destroyed) {
          reject(ended());
          return;
        }
        // ssh2 forgets the callback of a write on a channel that closes.
        unfinished.add(reject);
        stdin.write(chunk, (error) => {
          unfinished.delete(reject);
          // Node reports success for what waited in a stream that was destroyed.
          if (error || stdin.destroyed) reject(ended());
          else resolve();
        });
      }),
    end: () => {
      if (!stdin.writableEnded) stdin.end();
    },
    closed: process.closed.then((how) => ({ ...how, stderr: stderr() })),
    destroy: () => {
      if (dropped) return;
      drop();
      if (!output.destroyed) output.push(null);
    },
  };
}
