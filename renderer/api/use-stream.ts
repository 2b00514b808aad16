import { useEffect, useRef, useState } from 'react';
import { useEngine, type Engine } from './engine.tsx';
import { problemsOf, type Problems } from './problems-of.ts';

/** Where a stream stands. */
export type Streaming =
  { readonly state: 'open' } | { readonly state: 'ended' } | { readonly state: 'failed'; readonly problems: Problems };

/** Whether what is followed failed because the engine is gone. */
export const isLost = (stream: Streaming): boolean =>
  stream.state === 'failed' && stream.problems.some(({ code }) => code === 'engine.disconnected');

/**
 * Follows a stream of the engine while the component is there, and anew whenever `key` changes; an empty key follows nothing.
 * `take` is given each item as it comes.
 */
export function useStream<T>(
  key: string,
  open: (engine: Engine, signal: AbortSignal) => AsyncIterable<T>,
  take: (item: T) => void,
): Streaming {
  const engine = useEngine();
  const [held, setHeld] = useState<{ readonly key: string; readonly streaming: Streaming }>({
    key,
    streaming: { state: 'open' },
  });
  const latest = useRef({ open, take });
  useEffect(() => {
    latest.current = { open, take };
  });
  useEffect(() => {
    if (key === '') return undefined;
    const ended = new AbortController();
    const follow = async () => {
      for await (const item of latest.current.open(engine, ended.signal)) {
        if (ended.signal.aborted) return;
        latest.current.take(item);
      }
    };
    const put = (streaming: Streaming) => {
      if (!ended.signal.aborted) setHeld({ key, streaming });
    };
    follow().then(
      () => put({ state: 'ended' }),
      (thrown: unknown) => put({ state: 'failed', problems: problemsOf(thrown) }),
    );
    return () => ended.abort();
  }, [engine, key]);
  return held.key === key ? held.streaming : { state: 'open' };
}
