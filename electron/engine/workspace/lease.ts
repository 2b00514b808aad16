import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { join } from 'node:path';
import { type LockHolder, tryLock } from './lock-file.ts';

/** The right to work on a workspace: one process at a time has it. */
export interface Lease {
  readonly holder: LockHolder;
  /** Gives it back; also done when the process exits. */
  release(): Promise<void>;
}

/**
 * Takes the lease of the workspace in `dir` for a run. It outlives no process: one whose holder is gone from this machine
 * (killed, machine restarted) is taken over.
 * @throws {ProblemError} `workspace.held`, saying by whom; `workspace.unusable`
 */
export async function takeLease(dir: string, run: string): Promise<Lease> {
  const path = join(dir, 'lease.json');
  const attempt = await tryLock(path, run);
  if ('heldBy' in attempt) {
    const { process: holder, user, since, purpose } = attempt.heldBy;
    throw new ProblemError(
      problem('workspace.held', { path, pid: holder.pid, machine: holder.machine, user, since, run: purpose }),
    );
  }
  const { lock } = attempt;
  const atExit = () => {
    lock.releaseNow();
  };
  process.once('exit', atExit);
  return {
    holder: lock.holder,
    async release() {
      process.off('exit', atExit);
      await lock.release();
    },
  };
}
