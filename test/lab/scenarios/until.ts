import { setTimeout as sleep } from 'node:timers/promises';

/** Looks until `look` gives something. @throws after so many seconds, with what the last look failed with, if it did */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | undefined>,
  signal?: AbortSignal,
  pauseMs = 500,
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    let cause: unknown;
    const found = await look().catch((error: unknown) => {
      cause = error;
      return undefined;
    });
    if (found !== undefined) return found;
    signal?.throwIfAborted();
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} s`, { cause });
    await sleep(pauseMs, undefined, signal && { signal });
  }
}
