import { useEffect, useState } from 'react';

/** The time, once a second while it goes by. */
export function useNow(goesBy: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!goesBy) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [goesBy]);
  return now;
}
