import { describe, expect, it } from 'vitest';
import { type Problem, problem, ProblemError } from '../../shared/problems/problem.ts';
import { Reconnecting } from './reconnect.ts';

const never = new AbortController().signal;
const patient = { within: 60_000, firstPause: 1, longestPause: 20 };
const impatient = { ...patient, within: 200 };
const lost = (host: string) =>
  new ProblemError(problem('ssh.connection-lost', { address: '10.0.0.1', reason: 'closed' }, { host }));
const away = new ProblemError(problem('ssh.unreachable', { address: '10.0.0.1', port: 22, reason: 'timeout' }, { host: 'm1' }));
const slow = new ProblemError(problem('node.no-answer', { verb: 'run', seconds: 15 }, { host: 'm1' }));
const refused = new ProblemError(problem('ssh.login-refused', { user: 'ops', method: 'key', secret: '' }, { host: 'm1' }));

/** Hosts m1 and m2, reached as `answers` say one after the other, and then always. */
function hosts(answers: (Error | undefined)[] = [], limits = patient) {
  const reached: string[] = [];
  const reach = (host: string) => {
    reached.push(host);
    const failure = answers.shift();
    return failure ? Promise.reject(failure) : Promise.resolve();
  };
  return { reached, reconnecting: new Reconnecting(reach, (host) => ['m1', 'm2'].includes(host), limits) };
}
/** Fails so, one after the other, and is done then. */
const work =
  (...failures: Error[]) =>
  () => {
    const failure = failures.shift();
    return failure ? Promise.reject(failure) : Promise.resolve('done');
  };
const nobody = () => undefined;
const problemsOf = (attempt: Promise<unknown>): Promise<readonly Problem[]> =>
  attempt.then(
    () => [],
    (error: unknown) => {
      if (error instanceof ProblemError) return error.problems;
      throw error;
    },
  );

describe('work in which a connection breaks', () => {
  it('is done again when the host is back, and says whom it waits for', async () => {
    const { reached, reconnecting } = hosts([away, away]);
    const waiting: string[] = [];
    expect(await reconnecting.lasting(work(lost('m1'), lost('m2')), (host) => waiting.push(host), never)).toBe('done');
    expect(waiting).toEqual(['m1', 'm2']);
    expect(reached).toEqual(['m1', 'm1', 'm1', 'm2']);
  });

  it('ends with the loss and how it was tried to mend it, where the host stays away', async () => {
    const { reconnecting, reached } = hosts(
      Array.from({ length: 1000 }, () => away),
      impatient,
    );
    const [found] = await problemsOf(reconnecting.lasting(work(lost('m1')), nobody, never));
    expect(found).toMatchObject({ code: 'ssh.connection-lost', host: 'm1', params: { attempts: reached.length } });
    expect(found?.params).toHaveProperty('seconds');
  });

  it('ends in bounded time too where the host comes back and is lost again each time', async () => {
    const { reconnecting } = hosts([], impatient);
    const again = () => Promise.reject(lost('m1'));
    expect(await problemsOf(reconnecting.lasting(again, nobody, never))).toMatchObject([{ code: 'ssh.connection-lost' }]);
  });

  it('ends at once where trying does not help, or where it was no loss', async () => {
    const { reconnecting, reached } = hosts([refused]);
    expect(await problemsOf(reconnecting.lasting(work(lost('m1')), nobody, never))).toMatchObject([
      { code: 'ssh.login-refused' },
    ]);
    expect(await problemsOf(reconnecting.lasting(work(refused), nobody, never))).toMatchObject([{ code: 'ssh.login-refused' }]);
    expect(await problemsOf(reconnecting.lasting(work(lost('a stranger')), nobody, never))).toMatchObject([
      { host: 'a stranger' },
    ]);
    expect(reached).toEqual(['m1']);
  });

  it('tells a host that is too slow with one thing from one that is silent', async () => {
    const answers = hosts();
    expect(await problemsOf(answers.reconnecting.lasting(work(slow), nobody, never))).toMatchObject([{ code: 'node.no-answer' }]);
    const silent = hosts([lost('m1'), away]);
    expect(await silent.reconnecting.lasting(work(slow), nobody, never)).toBe('done');
    expect(silent.reached).toHaveLength(3);
  });

  it('makes one attempt for all steps of a host', async () => {
    const { reconnecting, reached } = hosts();
    const both = [1, 2].map(() => reconnecting.lasting(work(lost('m1')), nobody, never));
    expect(await Promise.all(both)).toEqual(['done', 'done']);
    expect(reached).toEqual(['m1']);
  });

  it('waits no longer when the run is cancelled', async () => {
    const { reconnecting } = hosts(Array.from({ length: 1000 }, () => away));
    const cancel = new AbortController();
    const attempt = reconnecting.lasting(work(lost('m1')), () => setImmediate(() => cancel.abort()), cancel.signal);
    await expect(attempt).rejects.toMatchObject({ name: 'AbortError' });
  });
});
