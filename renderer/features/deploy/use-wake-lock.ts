import { useEffect } from 'react';

/**
 * Keeps the screen, and so the computer, awake while a run goes on and its page is seen, where the browser can. The desktop
 * application does so itself, for runs that nobody looks at too.
 */
export function useWakeLock(goesOn: boolean): void {
  useEffect(() => {
    if (!goesOn || !('wakeLock' in navigator)) return undefined;
    const left = new AbortController();
    let held: WakeLockSentinel | undefined;
    const hold = async () => {
      if (document.hidden) return;
      // refused where the battery is low: the run reconnects after a sleep
      const lock = await navigator.wakeLock.request('screen').catch(() => undefined);
      if (left.signal.aborted) await lock?.release();
      else held = lock;
    };
    void hold();
    // a page that is no longer seen loses it
    document.addEventListener('visibilitychange', () => void hold(), { signal: left.signal });
    return () => {
      left.abort();
      void held?.release();
    };
  }, [goesOn]);
}
