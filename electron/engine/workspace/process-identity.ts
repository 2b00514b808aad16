import { execFile } from 'node:child_process';
import { readFile, readlink } from 'node:fs/promises';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { z } from 'zod';

/**
 * Which process this is, so that another can tell whether it still runs. A process id alone is not enough: it is given
 * out again, after a restart of the machine or in another container it means somebody else.
 */
export const processIdentity = z.strictObject({
  pid: z.int().min(1),
  /** When the process began, in the words of the system (ticks since boot, or a date); unknown on Windows. */
  started: z.string().optional(),
  /** The machine's host name. */
  machine: z.string(),
  /** The machine's own id, which stays over restarts; Linux. */
  machineId: z.string().optional(),
  /** Changes with every restart of the machine; Linux. */
  boot: z.string().optional(),
  /** In which space the process id counts; Linux. */
  pidSpace: z.string().optional(),
});
export type ProcessIdentity = z.infer<typeof processIdentity>;

/** The identity of this process. */
export async function thisProcess(): Promise<ProcessIdentity> {
  const [process_, machineId, boot, pidSpace] = await Promise.all([
    lookUp(process.pid),
    firstLine('/etc/machine-id'),
    firstLine('/proc/sys/kernel/random/boot_id'),
    readlink('/proc/self/ns/pid').catch(() => undefined),
  ]);
  const started = process_ === 'gone' ? undefined : process_.started;
  return {
    pid: process.pid,
    machine: hostname(),
    ...(started === undefined ? {} : { started }),
    ...(machineId === undefined ? {} : { machineId }),
    ...(boot === undefined ? {} : { boot }),
    ...(pidSpace === undefined ? {} : { pidSpace }),
  };
}

/** Whether a process certainly runs no more; false wherever that cannot be known from here, as on another machine. */
export async function isGone(other: ProcessIdentity, self: ProcessIdentity): Promise<boolean> {
  if (other.machine !== self.machine || other.machineId !== self.machineId) return false;
  if (other.boot !== self.boot) return true;
  if (other.pidSpace !== self.pidSpace) return false;
  const found = await lookUp(other.pid);
  if (found === 'gone') return true;
  return found.started !== undefined && other.started !== undefined && found.started !== other.started;
}

/** What the system says of a process id. A killed process that nobody has waited for yet counts as gone. */
async function lookUp(pid: number): Promise<'gone' | { readonly started: string | undefined }> {
  if (process.platform === 'linux') {
    const stat = await firstLine(`/proc/${pid}/stat`);
    if (stat !== undefined) {
      // proc(5): `pid (name) state ...`; the name may hold spaces and parentheses; the start time is field 22.
      const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return state === 'Z' || state === 'X' ? 'gone' : { started: fields[18] };
    }
  }
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs, as another user.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return 'gone';
  }
  return { started: process.platform === 'win32' ? undefined : await startedByPs(pid) };
}

async function startedByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)], {
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C' },
      timeout: 5000,
    });
    return stdout.trim() === '' ? undefined : stdout.trim();
  } catch {
    return undefined;
  }
}

const firstLine = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (text) => text.split('\n')[0],
    () => undefined,
  );
