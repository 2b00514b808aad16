import { useCallback, useEffect, useRef, useState } from 'react';
import { useEngine, type Engine } from './engine.tsx';
import { problemsOf, type Problems } from './problems-of.ts';

/** Where a question to the engine stands. */
export type Asked<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly problems: Problems }
  | { readonly state: 'answered'; readonly answer: T };

/**
 * Asks the engine when the component appears, and anew whenever `key` changes; what is no longer wanted is aborted.
 * `again` asks once more and keeps the present answer until the next one is there.
 */
export function useCall<T>(
  key: string,
  ask: (engine: Engine, signal: AbortSignal) => Promise<T>,
): readonly [Asked<T>, again: () => void] {
  const engine = useEngine();
  const [held, setHeld] = useState<{ readonly key: string; readonly asked: Asked<T> }>({ key, asked: { state: 'loading' } });
  const [round, setRound] = useState(0);
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    const ended = new AbortController();
    const put = (asked: Asked<T>) => {
      if (!ended.signal.aborted) setHeld({ key, asked });
    };
    latest.current(engine, ended.signal).then(
      (answer) => put({ state: 'answered', answer }),
      (thrown: unknown) => put({ state: 'failed', problems: problemsOf(thrown) }),
    );
    return () => ended.abort();
  }, [engine, key, round]);
  const again = useCallback(() => setRound((n) => n + 1), []);
  // An answer to another question is none to this one.
  return [held.key === key ? held.asked : { state: 'loading' }, again];
}
