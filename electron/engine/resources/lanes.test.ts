import { expect, it } from 'vitest';
import { ProblemError, problem } from '../../../shared/problems/problem.ts';
import type { Ask } from '../node/ask.ts';
import type { Node } from '../node/node.ts';
import { blob } from '../node/verbs.ts';
import { askInLanes } from './lanes.ts';

const { signal } = new AbortController();
const digestOf = (size: number): string => `sha256:${String(size).padStart(64, '0')}`;
const sending = (size: number): Ask<void> =>
  blob(digestOf(size), 'none', {
    size,
    async *open() {
      yield await Promise.resolve(Buffer.alloc(size));
    },
  });

/** A host that notes the sizes of what it is asked to take, an entry for each exchange. */
function noting(answer: () => Promise<void> = () => Promise.resolve()) {
  const exchanges: number[][] = [];
  const ask: Node['ask'] = async (asks) => {
    exchanges.push(asks.map(({ payload }) => payload?.size ?? 0));
    await answer();
    throw new ProblemError(problem('node.malformed', { verb: 'blob' }, { host: 'm1' }));
  };
  return { ask, exchanges };
}

it('sends everything once, each lane about as much', async () => {
  const node = noting();
  await expect(askInLanes(node, [10, 60, 20, 50, 5].map(sending), signal)).rejects.toThrow(ProblemError);
  expect(node.exchanges).toEqual([
    [60, 10, 5],
    [50, 20],
  ]);
});

it('has both lanes under way at once', async () => {
  let both = () => {};
  const together = new Promise<void>((resolve) => (both = resolve));
  const node = noting(() => {
    if (node.exchanges.length === 2) both();
    return together;
  });
  await expect(askInLanes(node, [1, 2].map(sending), signal)).rejects.toThrow(ProblemError);
});

it('asks nothing where there is nothing', async () => {
  const node = noting();
  await askInLanes(node, [], signal);
  expect(node.exchanges).toEqual([]);
});

it('tells of the problems of both lanes', async () => {
  const failed = await askInLanes(noting(), [1, 2].map(sending), signal).catch((error: unknown) => error);
  expect(failed).toMatchObject({ problems: [{ host: 'm1' }, { host: 'm1' }] });
});
