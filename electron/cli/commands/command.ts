import type { Arguments } from '../arguments.ts';
import type { Console } from '../console.ts';
import type { Exit } from '../exit.ts';

/** What a command gets. */
export interface Invocation {
  readonly arguments: Arguments;
  readonly console: Console;
  readonly signal: AbortSignal;
}

/** One command of the command line. A `ProblemError` that it throws is a refusal: nothing was changed on any host. */
export type Command = (invocation: Invocation) => Promise<Exit>;
