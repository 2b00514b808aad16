import { ProblemError, type Problem } from '../../shared/problems/problem.ts';

/**
 * Runs `work` for every item, at most `limit` at once, and gives the results in the items' order. All items are tried, so that
 * an operator hears of every host that has a problem and not only of the first. Anything else than a problem (a cancellation)
 * begins nothing more. When it settles, nothing of it is left running.
 * @throws {ProblemError} with the problems of all items; the first of anything else that was thrown, as it was
 */
export async function concurrently<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Array<R>(items.length);
  const problems: Problem[] = [];
  let fault: { readonly error: unknown } | undefined;
  const queue = items.entries();
  const worker = async () => {
    for (const [i, item] of queue) {
      if (fault) return;
      try {
        results[i] = await work(item);
      } catch (error) {
        if (error instanceof ProblemError) problems.push(...error.problems);
        else fault ??= { error };
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (fault) throw fault.error;
  const [first, ...more] = problems;
  if (first) throw new ProblemError(first, ...more);
  return results;
}
