import { expect, it } from 'vitest';
import { within } from './within.ts';

const never = () => new Promise<never>(() => undefined);

it('a wait ends with what it waited for, also where the work heeds no signal', async () => {
  const wait = { what: 'm1 to answer on SSH', seconds: 0.01, hint: 'see the log' };
  await expect(within(wait, never)).rejects.toThrow('waited 0.01 s for m1 to answer on SSH, and no longer: see the log');
});

it('a wait says what it waits for', async () => {
  const told = await new Promise((resolve, reject) => {
    within({ what: 'm1', seconds: 60, tell: resolve, tellAfterSeconds: 0 }, async (limit) => {
      await new Promise((_, ended) => limit.addEventListener('abort', ended));
    }).catch(reject);
  });
  expect(told).toBe('waiting for m1, 60 s at most');
});

it('what the work gives or throws in its time is given or thrown, and nothing is said', async () => {
  const told: string[] = [];
  const wait = { what: 'm1', seconds: 60, tell: (line: string) => told.push(line) };
  expect(await within(wait, () => Promise.resolve('done'))).toBe('done');
  await expect(within(wait, () => Promise.reject(new Error('of its own')))).rejects.toThrow('of its own');
  expect(told).toEqual([]);
});

it('who ends the lab ends its waits', async () => {
  const abort = new AbortController();
  const wait = within({ what: 'm1', seconds: 60, signal: abort.signal }, never);
  abort.abort(new Error('ended by SIGINT'));
  await expect(wait).rejects.toThrow('ended by SIGINT');
});
