import { setTimeout as sleep } from 'node:timers/promises';

/** The time that passes in the practice harbour, in ms since it was first started. The hosts' own clocks show the real time. */
export interface Clock {
  readonly now: () => number;
  /** Resolves once so many ms of the harbour's time have passed. @throws the signal's reason */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The longest that a timer of Node's waits, in ms. */
const LONGEST = 2 ** 31 - 1;

/** Time that passes `speed` times as fast as the real one, from `from` on. */
export function fastClock(speed: number, from = 0): Clock {
  const began = performance.now();
  const now = () => from + (performance.now() - began) * speed;
  return {
    now,
    wait: async (ms, signal) => {
      // a timer takes whole milliseconds, and may come early
      for (const until = now() + ms, left = () => (until - now()) / speed; ;) {
        await sleep(Math.min(Math.max(left(), 0), LONGEST), undefined, { signal });
        if (left() <= 0) return;
      }
    },
  };
}
