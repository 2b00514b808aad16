import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { printable } from '../transport/evidence.ts';
import { okay, type Answer, type Ask } from './ask.ts';
import type { Node } from './node.ts';

/** Who works with a host. `life`: the holder's connection is alive; it is gone but its commands are `busy`; it is `gone`. */
export interface Lease {
  /** The workspace's uid. */
  readonly owner: string;
  readonly run: string;
  /** A person, a machine and a time, for other people to read. */
  readonly who: string;
  readonly life: 'alive' | 'busy' | 'gone';
}

/** A holder of the same workspace may just be gone, its session not yet ended: it is waited for this long, in seconds. */
const PATIENCE = 10;

const word = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/);
const leaseLines = z
  .tuple([z.string(), z.string(), z.string(), z.enum(['alive', 'busy', 'gone'])])
  .transform(([owner, run, who, life]): Lease => ({ owner, run, who: printable(who).slice(0, 200), life }));
const readLease = (output: Buffer): Lease | undefined =>
  output.length === 0 ? undefined : leaseLines.parse(output.toString('utf8').trimEnd().split('\n'));

const take = (owner: string, run: string, who: string): Ask<Lease | undefined> => ({
  verb: 'lease',
  args: ['take', word.parse(owner), word.parse(run), printable(who).replace(/\s+/g, ' ').trim()],
  seconds: 60,
  read: (answer: Answer) => (answer.status === 3 ? readLease(answer.output) : (okay(answer), undefined)),
});

/** Gives the host back, where this run has it. */
export const dropLease = (owner: string, run: string): Ask<void> => ({
  verb: 'lease',
  args: ['drop', word.parse(owner), word.parse(run)],
  seconds: 60,
  read: (answer) => void okay(answer),
});

/** Who has the host, if anybody. */
export const showLease = (): Ask<Lease | undefined> => ({
  verb: 'lease',
  args: ['show'],
  seconds: 60,
  read: (answer) => readLease(okay(answer)),
});

/**
 * Takes the host for one run. It is held until it is dropped, or the connection has ended and no supervised command runs any more.
 * The same run may take it again; another run of the same workspace takes what a dead one has left, its commands with it.
 * @throws {ProblemError} `node.held`, which says who has it
 */
export async function takeLease(node: Node, owner: string, run: string, who: string, signal: AbortSignal): Promise<void> {
  for (let waited = 0; ; waited += 0.5) {
    const [held] = await node.ask([take(owner, run, who)], signal);
    if (!held) return;
    if (held.owner !== owner || waited >= PATIENCE)
      throw new ProblemError(problem('node.held', { who: held.who, run: held.run, life: held.life }, { host: node.host }));
    await sleep(500, undefined, { signal });
  }
}
