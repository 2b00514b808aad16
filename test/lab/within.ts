import { setTimeout as sleep } from 'node:timers/promises';

/** A wait of the lab's: for what, how long at most, and who is told of it. */
export interface Wait {
  /** Such as `m1 to answer on SSH`. */
  readonly what: string;
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly tell?: ((line: string) => void) | undefined;
  /** A wait that is over sooner is not told of. */
  readonly tellAfterSeconds?: number;
  /** What may say more, where it is not over in time: `see …/log`. */
  readonly hint?: string;
}

/**
 * Does work that waits for something, for so many seconds at most; its signal ends it then. Where that takes a while, says what for. Work
 * that does not heed its signal is no longer waited for.
 * @throws naming what was waited for where the time is over; whatever else the work throws
 */
export async function within<T>(wait: Wait, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { what, seconds, signal, tell, tellAfterSeconds = 5, hint } = wait;
  const timeout = AbortSignal.timeout(seconds * 1000);
  const both = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const over = new AbortController();
  const telling = sleep(tellAfterSeconds * 1000, undefined, { signal: over.signal, ref: false }).then(
    () => tell?.(`waiting for ${what}, ${seconds} s at most`),
    () => undefined,
  );
  const ended = new Promise<never>((_, reject) => {
    const reason = () => reject(new Error('ended'));
    if (both.aborted) reason();
    else both.addEventListener('abort', reason, { once: true });
  });
  try {
    return await Promise.race([work(both), ended]);
  } catch (error) {
    signal?.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw new Error(`waited ${seconds} s for ${what}, and no longer${hint === undefined ? '' : `: ${hint}`}`, { cause: error });
  } finally {
    over.abort();
    await telling;
  }
}
