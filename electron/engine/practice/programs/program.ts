import { layout } from '../../../../shared/model/layout.ts';
import type { PracticeCluster } from '../cluster.ts';
import type { Machine } from '../machine.ts';

/** A program that runs on a practice host. */
export interface Call {
  readonly argv: readonly string[];
  readonly machine: Machine;
  readonly cluster: PracticeCluster;
  readonly programs: Programs;
  readonly signal: AbortSignal;
  readonly print: (text: string | Buffer) => void;
  readonly complain: (text: string) => void;
}

/** Does what the real one does, as far as anybody asks it; resolves to its exit status. */
export type Program = (call: Call) => number | Promise<number>;

/** The programs that hosts know. */
export interface Programs {
  /** What every host has. */
  readonly system: ReadonlyMap<string, Program>;
  /** What Barque brings: there once its file is. */
  readonly brought: ReadonlyMap<string, Program>;
}

/** The exit status of what was stopped, and of what is not there. */
const stopped = 143;
const notFound = 127;

/** Runs a program. */
export async function perform(call: Call): Promise<number> {
  const [name = ''] = call.argv;
  const program = find(call, name);
  if (!program) {
    call.complain(`${name}: No such file or directory\n`);
    return notFound;
  }
  try {
    return await program(call);
  } catch (error) {
    if (call.signal.aborted) return stopped;
    throw error;
  }
}

function find({ machine, programs }: Call, path: string): Program | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const isThere = machine.files.at(`${layout.bin}/${name}`)?.type === 'file';
  if (path.startsWith(`${layout.bin}/`)) return isThere ? programs.brought.get(name) : undefined;
  return (isThere ? programs.brought.get(name) : undefined) ?? programs.system.get(name);
}

/** Whether Barque has brought a program. */
export const hasProgram = (call: Pick<Call, 'machine' | 'programs'>, name: string): boolean =>
  call.programs.system.has(name) || call.machine.files.at(`${layout.bin}/${name}`)?.type === 'file';

/** Lets the time pass that something takes. @throws the signal's reason */
export const takes = ({ machine, signal }: Pick<Call, 'machine' | 'signal'>, ms: number): Promise<void> =>
  machine.clock.wait(ms, signal);
