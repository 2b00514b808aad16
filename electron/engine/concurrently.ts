import { ProblemError, type Problem } from '../../shared/problems/problem.ts';

/**
 * Runs `work` for every item, at most `limit` at once, and gives the results in the items' order. All items are tried, so that
 * an operator hears of every host that has a problem and not only of the first.
 * @throws {ProblemError} with the problems of all items; anything else that was thrown, as it was
 */
export async function concurrently<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  const problems: Problem[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [i, item] of queue) {
      try {
        results[i] = await work(item);
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error;
        problems.push(...error.problems);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  const [first, ...more] = problems;
  if (first) throw new ProblemError(first, ...more);
  return results;
}
