import { z } from 'zod';
import type { Guard } from '../../../shared/model/resource.ts';
import { okay, type Ask } from './ask.ts';

/** Where a supervised command is. `lost`: it was cut off (the host lost power, its unit was stopped) and no exit status is known. */
export type CommandState =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly cluster: string; readonly output: Buffer }
  | { readonly state: 'lost'; readonly cluster: string; readonly output: Buffer }
  | { readonly state: 'finished'; readonly cluster: string; readonly status: number; readonly output: Buffer };

const unitPart = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/);
const word = z.string().regex(/^[A-Za-z0-9._:-]{1,128}$/);

/** What became of a request to start: `guarded` says what stood in the way. */
export type Started = 'started' | 'running' | { readonly guarded: string };

const answered = z
  .string()
  .regex(/^(started|running|guarded .*)$/s)
  .transform((text): Started => {
    if (text === 'started' || text === 'running') return text;
    return {
      guarded: text
        .slice('guarded '.length)
        .replace(/[^\x20-\x7e]+/g, ' ')
        .trim()
        .slice(0, 300),
    };
  });

/**
 * Starts a command that outlives the connection, in the transient unit `barque-UNIT.service`. `running`: one with this unit runs
 * already, and nothing was started. The guard is asked in this very request, and nothing is started where it does not hold.
 */
export const start = (unit: string, cluster: string, argv: readonly string[], guard?: Guard): Ask<Started> => {
  const { absent = '-', silent = [] } = guard ?? {};
  return {
    verb: 'start',
    args: [unitPart.parse(unit), word.parse(cluster), absent, String(silent.length), ...silent, ...argv],
    seconds: 60,
    read: (answer) => answered.parse(okay(answer).toString('utf8').trim()),
  };
};

/** Where a command is, with its output from `offset` on (64 KiB at most); waits up to `seconds` for its end. */
export const wait = (unit: string, offset: number, seconds: number): Ask<CommandState> => ({
  verb: 'wait',
  args: [unitPart.parse(unit), String(offset), String(seconds)],
  seconds: seconds + 60,
  long: seconds > 0,
  read: (answer) => {
    const all = okay(answer);
    const end = all.indexOf('\n');
    const head = all.subarray(0, end).toString('utf8');
    const output = all.subarray(end + 1);
    if (head === 'none') return { state: 'none' };
    const [, state, cluster, status] = /^(running|lost|finished) ([\w.:-]+)(?: (\d{1,3}))?$/.exec(head) ?? [];
    if (state === undefined || cluster === undefined) throw new SyntaxError('no state of a command');
    if (state === 'finished') return { state, cluster, status: z.coerce.number().parse(status), output };
    return { state: state === 'running' ? state : 'lost', cluster, output };
  },
});

/** Where a command is, without waiting and without its output. */
export const look = (unit: string): Ask<CommandState> => wait(unit, Number.MAX_SAFE_INTEGER - 1, 0);

/** Stops a command with everything that it has started. */
export const stop = (unit: string): Ask<void> => ({
  verb: 'stop',
  args: [unitPart.parse(unit)],
  seconds: 120,
  read: (answer) => void okay(answer),
});
