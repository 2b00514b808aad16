import { afterEach, describe, expect, it } from 'vitest';
import type { PracticeFault } from '../../../shared/contract/practice.ts';
import type { Problem } from '../../../shared/problems/problem.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { type Practice, practise } from './practise.fixture.ts';

let practice: Practice;
afterEach(() => practice.close());

/** The problems that a deployment meets, whether it was refused or failed on the way. */
const problemsOf = (attempt = practice.deploy()): Promise<readonly Problem[]> =>
  attempt.then(
    ({ result }) => result.problems,
    (error: unknown) => {
      if (error instanceof ProblemError) return error.problems;
      throw error;
    },
  );

describe('a fault of a practice host', () => {
  it.each<[PracticeFault, string]>([
    ['wrong-password', 'ssh.login-refused'],
    ['disk-full', 'check.space'],
    ['clock-skewed', 'check.clock'],
    ['address-taken', 'check.vip-taken'],
    ['connection-lost', 'ssh.connection-lost'],
  ])('is told as the real thing is: %s as %s; mended, the deployment goes through', async (fault, code) => {
    practice = await practise(1, 1);
    practice.harbour.inject('worker-1', fault);
    expect(practice.harbour.faults()).toMatchObject([{ host: 'worker-1', fault }]);
    const problems = await problemsOf();
    expect(problems).toContainEqual(expect.objectContaining({ code, host: 'worker-1' }));
    practice.harbour.mend('worker-1', fault);
    expect(await problemsOf()).toEqual([]);
  });

  it('is a changed host key for whoever has been there before', async () => {
    practice = await practise(1, 0);
    expect(await problemsOf()).toEqual([]);
    const [before] = practice.harbour.hosts;
    practice.harbour.inject('master-1', 'host-key-changed');
    const [problem] = await problemsOf();
    expect(problem).toMatchObject({ code: 'ssh.host-key-changed', host: 'master-1' });
    const [after] = practice.harbour.hosts;
    expect(problem?.params).toMatchObject({ pinned: before?.fingerprint, found: after?.fingerprint });
    practice.harbour.mend('master-1', 'host-key-changed');
    expect(await problemsOf()).toEqual([]);
  });

  it('is a full disk in the middle of a run, which goes on once there is room', async () => {
    practice = await practise(1, 1);
    const fill = practice.deploy({
      observer: (event) => {
        if (event.type === 'step-started' && event.step === 'runtime/worker-1') practice.harbour.inject('worker-1', 'disk-full');
      },
    });
    const [problem] = await problemsOf(fill);
    expect(problem).toMatchObject({ code: 'resource.disk-full', host: 'worker-1' });
    expect(problem?.evidence?.join()).toContain('No space left on device');
    practice.harbour.mend('worker-1', 'disk-full');
    expect(await problemsOf()).toEqual([]);
  });

  it('is a lost connection in the middle of a run, which goes on by itself when it is back, with the command that ran meanwhile', async () => {
    practice = await practise(3, 0);
    const waited: string[] = [];
    const run = practice.deploy({
      observer: (event) => {
        if (event.type === 'step-output' && event.step === 'join/master-2' && waited.length === 0)
          practice.harbour.inject('master-2', 'connection-lost');
        if (event.type !== 'step-waiting' || !event.what.startsWith('connection: ')) return;
        waited.push(`${event.step} ${event.what}`);
        practice.harbour.mend('master-2', 'connection-lost');
      },
    });
    const { result } = await run;
    expect(result.problems).toEqual([]);
    expect(result.outcome).toBe('success');
    expect(waited).toContain('join/master-2 connection: master-2');
  });

  it('is kubeadm that fails in the middle of a join, and goes on from what that has left', async () => {
    practice = await practise(3, 0);
    practice.harbour.inject('master-2', 'join-fails');
    const [problem] = await problemsOf();
    expect(problem).toMatchObject({ code: 'command.failed', host: 'master-2' });
    expect(problem?.evidence?.join('\n')).toMatch(/The kubelet is not running[^]*journalctl[^]*cgroup driver/);
    practice.harbour.mend('master-2', 'join-fails');
    expect(await problemsOf()).toEqual([]);
  });

  it('is Helm that is gone as soon as it is there, as the step says that put it there', async () => {
    practice = await practise(1, 0);
    practice.harbour.inject('master-1', 'helm-removed');
    const [problem] = await problemsOf();
    expect(problem).toMatchObject({ code: 'resource.not-in-place', host: 'master-1' });
    practice.harbour.mend('master-1', 'helm-removed');
    expect(await problemsOf()).toEqual([]);
  });

  it('is told of no host that is not there', async () => {
    practice = await practise(1, 0);
    expect(() => practice.harbour.inject('nobody', 'disk-full')).toThrow(RangeError);
  });
});
