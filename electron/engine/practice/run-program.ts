import type { Helper } from './verbs.ts';
import { perform } from './programs/program.ts';
import type { Said } from './said.ts';

const timedOut = 124;

/** A read-only command, for so many seconds at most: real ones, since whoever asks waits no longer. */
export async function runProgram(
  { machine, cluster, programs, signal }: Helper,
  seconds: number,
  argv: readonly string[],
): Promise<Said> {
  const output: Buffer[] = [];
  let errors = '';
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), seconds * 1000);
  const status = await perform({
    argv,
    machine,
    cluster,
    programs,
    signal: AbortSignal.any([signal, over.signal]),
    print: (text) => void output.push(Buffer.from(text)),
    complain: (text) => void (errors += text),
  });
  clearTimeout(timer);
  return { status: over.signal.aborted ? timedOut : status, output: Buffer.concat(output), errors };
}
