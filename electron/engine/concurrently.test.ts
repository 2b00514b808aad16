import { describe, expect, test } from 'vitest';
import { problem, ProblemError } from '../../shared/problems/problem.ts';
import { concurrently } from './concurrently.ts';

const refused = (host: string) => new ProblemError(problem('check.cpus', { found: 1, expected: 2 }, { host }));
/** Lets every promise that can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('work on many hosts', () => {
  test("results come in the items' order, whichever is ready first", async () => {
    const open = new Map<number, () => void>();
    const all = concurrently([1, 2, 3], 3, (n) => new Promise<number>((resolve) => open.set(n, () => resolve(n * 10))));
    for (const n of [3, 1, 2]) open.get(n)?.();
    expect(await all).toEqual([10, 20, 30]);
  });

  test('no more than the limit run at once, and the next begins when one ends', async () => {
    const open: (() => void)[] = [];
    let most = 0;
    let running = 0;
    const all = concurrently([1, 2, 3, 4, 5], 2, async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => open.push(resolve));
      running -= 1;
    });
    for (let done = 0; done < 5; done++) {
      await settle();
      expect(running).toBe(Math.min(2, 5 - done));
      open.shift()?.();
    }
    await all;
    expect(most).toBe(2);
  });

  test('problems of all items are told, and the others are tried all the same', async () => {
    const tried: string[] = [];
    const all = concurrently(['m1', 'm2', 'm3', 'w1'], 1, (host) => {
      tried.push(host);
      return host === 'm1' || host === 'w1' ? Promise.reject(refused(host)) : Promise.resolve();
    });
    const error: unknown = await all.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error instanceof ProblemError && error.problems.map((p) => p.host)).toEqual(['m1', 'w1']);
    expect(tried).toEqual(['m1', 'm2', 'm3', 'w1']);
  });

  test('anything else begins nothing more, and is thrown as it was once all that runs has ended', async () => {
    const began: string[] = [];
    let end = () => {};
    let settled = false;
    const fault = new TypeError('a fault');
    const all = concurrently(['m1', 'm2', 'm3'], 2, async (host) => {
      began.push(host);
      if (host === 'm1') throw fault;
      await new Promise<void>((resolve) => (end = resolve));
      throw refused(host);
    }).finally(() => (settled = true));
    const caught = all.catch((e: unknown) => e);
    await settle();
    expect({ began, settled }).toEqual({ began: ['m1', 'm2'], settled: false });
    end();
    expect(await caught).toBe(fault);
    expect(began).toEqual(['m1', 'm2']);
  });

  test('nothing to do is done', async () => {
    expect(await concurrently([], 0, () => Promise.reject(new Error('never')))).toEqual([]);
  });
});
