import { setMaxListeners } from 'node:events';

/** What a signal was aborted with, as an Error. */
export const abortReason = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError');

/** Calls back when the signal is aborted, soon where it is already, but never before this returns. Returns what ends the waiting. */
export function onAbort(signal: AbortSignal, callback: (reason: Error) => void): () => void {
  let waiting = true;
  const listener = () => {
    if (waiting) callback(abortReason(signal));
  };
  // A run's signal is listened to once a host; Node takes more than ten for a leak.
  setMaxListeners(0, signal);
  if (signal.aborted) queueMicrotask(listener);
  else signal.addEventListener('abort', listener, { once: true });
  return () => {
    waiting = false;
    signal.removeEventListener('abort', listener);
  };
}

/** Waits for a promise, or fails with the signal's reason, whichever comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = onAbort(signal, reject);
    void promise.then(resolve, reject).finally(stop);
  });
}
