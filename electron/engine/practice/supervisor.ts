import { orAborted } from '../transport/abort.ts';
import { keyIn, type Machine } from './machine.ts';
import { perform } from './programs/program.ts';
import { runProgram } from './run-program.ts';
import type { Said } from './said.ts';
import type { Helper } from './verbs.ts';

/** A command that outlives the connection that started it. */
export interface SupervisedCommand {
  readonly unit: string;
  readonly argv: readonly string[];
  readonly cluster: string;
  state: 'running' | 'finished' | 'lost';
  status: number | undefined;
  output: Buffer;
  /** Ends it with everything that it has started. */
  readonly stop: () => void;
  readonly ended: Promise<void>;
}

/** So much output is given at once, in bytes. */
const mostOutput = 65_536;

/** Whether a supervised command of that name runs, or any. */
export const isRunning = (machine: Machine, unit?: string): boolean =>
  [...machine.commands.values()].some((command) => command.state === 'running' && (unit === undefined || command.unit === unit));

/** The verb `start`. */
export async function startCommand(
  helper: Helper,
  [unit = '', cluster = '', absent = '-', count = '0', ...words]: readonly string[],
): Promise<Said> {
  const { machine, cluster: world, programs, state } = helper;
  if (isRunning(machine, unit)) return { output: 'running\n' };
  const argv = words.slice(Number(count));
  const guarded = await whyNot(helper, absent, words.slice(0, Number(count)));
  if (guarded !== undefined) return { output: `guarded ${guarded}\n` };
  if (machine.full) return { status: 1, errors: `mkdir: cannot create directory '${state}': No space left on device` };
  const stopped = new AbortController();
  const append = (text: string | Buffer) => {
    command.output = Buffer.concat([command.output, Buffer.from(text)]);
    machine.touch();
  };
  const command: SupervisedCommand = {
    unit,
    argv,
    cluster,
    state: 'running',
    status: undefined,
    output: Buffer.alloc(0),
    stop: () => {
      if (command.state !== 'running') return;
      command.state = 'lost';
      machine.touch();
      stopped.abort();
    },
    ended: Promise.resolve().then(async () => {
      const status = await perform({
        argv,
        machine,
        cluster: world,
        programs,
        signal: stopped.signal,
        print: append,
        complain: append,
      });
      if (command.state !== 'running') return;
      command.state = 'finished';
      command.status = status;
      machine.touch();
    }),
  };
  machine.commands.set(keyIn(state, unit), command);
  return { output: 'started\n' };
}

/** What stands in the way of a command: a path that is there, or a guard that prints anything or fails. */
async function whyNot(helper: Helper, absent: string, guard: readonly string[]): Promise<string | undefined> {
  if (absent !== '-' && helper.machine.files.at(absent) !== undefined) return absent;
  if (guard.length === 0) return undefined;
  const { status = 0, output = '' } = await runProgram(helper, 15, guard);
  const said = output.toString();
  return status === 0 && said === '' ? undefined : said || `exit status ${status}`;
}

/** The verb `wait`: where a command is and its output from `offset` on; waits for its end for so many seconds at most. */
export async function waitForCommand(
  machine: Machine,
  state: string,
  unit: string,
  offset: number,
  seconds: number,
  signal: AbortSignal,
): Promise<Said> {
  const command = machine.commands.get(keyIn(state, unit));
  if (!command) return { output: 'none\n' };
  if (command.state === 'running' && seconds > 0) {
    const over = new AbortController();
    const timer = setTimeout(() => over.abort(), seconds * 1000);
    // only the end of the waiting counts, whatever it was
    await orAborted(command.ended, AbortSignal.any([signal, over.signal])).catch(() => undefined);
    clearTimeout(timer);
  }
  const status = command.state === 'finished' ? ` ${command.status ?? 0}` : '';
  const head = Buffer.from(`${command.state} ${command.cluster}${status}\n`);
  return { output: Buffer.concat([head, command.output.subarray(offset, offset + mostOutput)]) };
}

/** The verb `stop`. */
export function stopCommand(machine: Machine, unit: string): Said {
  for (const command of machine.commands.values()) if (command.unit === unit && command.state === 'running') command.stop();
  return {};
}
