import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { takeLease } from './lease.ts';
import { lockHolder, tryLock } from './lock-file.ts';
import { isGone, thisProcess } from './process-identity.ts';

let dir: string;
const children: ChildProcess[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-lease-'));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(killed));
  await rm(dir, { recursive: true });
});

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** A Node of its own that takes the lease, prints `held` or the problem's code, and does `then`. */
async function contender(then: string): Promise<{ child: ChildProcess; said: string }> {
  const source = `
    import { takeLease } from ${JSON.stringify(new URL('./lease.ts', import.meta.url).href)};
    const said = await takeLease(${JSON.stringify(dir)}, 'run-of-child').then(() => 'held', (e) => e.problems[0].code);
    process.stdout.write(said);
    ${then}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  const said: unknown[] = await once(child.stdout, 'data');
  return { child, said: String(said[0]) };
}
const stay = 'setInterval(() => {}, 1 << 30);';
const heldParams = (error: unknown) => (error instanceof ProblemError ? error.problems[0].params : error);

describe('a lease', () => {
  it('is for one at a time, and the second is told who has it', async () => {
    const lease = await takeLease(dir, '20260131-093005-123-9f86d081');
    expect((await stat(join(dir, 'lease.json'))).mode & 0o777).toBe(0o600);
    expect(await takeLease(dir, 'other').catch(heldParams)).toEqual({
      path: join(dir, 'lease.json'),
      pid: process.pid,
      machine: hostname(),
      user: lease.holder.user,
      since: lease.holder.since,
      run: '20260131-093005-123-9f86d081',
    });
    await lease.release();
    await lease.release();
    await (await takeLease(dir, 'other')).release();
    expect(await readdir(dir)).toEqual([]);
  });

  it('is held against other processes while its holder lives, also one that sleeps', async () => {
    const { child, said } = await contender(stay);
    expect(said).toBe('held');
    expect(await takeLease(dir, 'mine').catch(heldParams)).toMatchObject({ pid: child.pid, run: 'run-of-child' });
  });

  it('is taken over from a holder that was killed', async () => {
    const { child } = await contender(stay);
    await killed(child);
    expect(await readdir(dir)).toEqual(['lease.json']);
    const lease = await takeLease(dir, 'mine');
    expect(await readdir(dir)).toEqual(['lease.json']);
    await lease.release();
  });

  it('is given back by a process that exits without a word', async () => {
    const { child } = await contender('process.exit(3);');
    if (child.exitCode === null) await once(child, 'exit');
    expect(child.exitCode).toBe(3);
    expect(await readdir(dir)).toEqual([]);
  });

  it('goes to exactly one of several processes that all find a dead holder', async () => {
    await killed((await contender(stay)).child);
    const contenders = await Promise.all([1, 2, 3, 4].map(() => contender(stay)));
    expect(contenders.map(({ said }) => said).toSorted()).toEqual(['held', 'workspace.held', 'workspace.held', 'workspace.held']);
  });

  it('goes to exactly one of many at once in one process, dead holder or not', async () => {
    await killed((await contender(stay)).child);
    const path = join(dir, 'lease.json');
    for (const purpose of ['dead', 'free']) {
      const attempts = await Promise.all(Array.from({ length: 30 }, () => tryLock(path, purpose)));
      const locks = attempts.flatMap((attempt) => ('lock' in attempt ? [attempt.lock] : []));
      expect(locks.length).toBe(1);
      await locks[0]?.release();
      expect(await readdir(dir)).toEqual([]);
    }
  });

  it('does not remove the lock of another who took it after somebody removed the first by hand', async () => {
    const path = join(dir, 'lease.json');
    const first = await takeLease(dir, 'first');
    await rm(path);
    const second = await takeLease(dir, 'second');
    await first.release();
    expect(lockHolder.parse(JSON.parse(await readFile(path, 'utf8'))).id).toBe(second.holder.id);
    await second.release();
  });

  it('is not guessed at where the lock file says nothing', async () => {
    await writeFile(join(dir, 'lease.json'), '');
    await expect(takeLease(dir, 'mine')).rejects.toMatchObject({ problems: [{ code: 'workspace.broken' }] });
  });
});

describe('whether a process is gone', () => {
  it('is known by its start, its boot and its machine, and never assumed', async () => {
    const self = await thisProcess();
    expect(await isGone(self, self)).toBe(false);
    expect(await isGone({ ...self, started: `${self.started ?? ''}1` }, self)).toBe(true);
    expect(await isGone({ ...self, machine: 'another', pid: 5_000_000 }, self)).toBe(false);
    expect(await isGone({ ...self, machineId: 'clone', pid: 5_000_000 }, self)).toBe(false);
    expect(await isGone({ ...self, pidSpace: 'pid:[1]', pid: 5_000_000 }, self)).toBe(false);
    expect(await isGone({ ...self, pid: 5_000_000 }, self)).toBe(true);
    expect(await isGone({ ...self, boot: 'before the restart' }, self)).toBe(true);
  });
});
