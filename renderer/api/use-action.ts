import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../shared/problems/problem.ts';
import { useEngine, type Engine } from './engine.tsx';
import { problemsOf } from './problems-of.ts';

export interface Action<A extends readonly unknown[]> {
  /** Does it; while it is being done, further calls do nothing. */
  readonly run: (...args: A) => void;
  readonly busy: boolean;
  /** What went wrong the last time. */
  readonly problems: readonly Problem[];
}

/** Something that a button does: one at a time, aborted when the component goes away. */
export function useAction<A extends readonly unknown[]>(
  act: (engine: Engine, signal: AbortSignal, ...args: A) => Promise<void>,
): Action<A> {
  const engine = useEngine();
  const [state, setState] = useState<{ readonly busy: boolean; readonly problems: readonly Problem[] }>({
    busy: false,
    problems: [],
  });
  const current = useRef<AbortController | undefined>(undefined);
  useEffect(
    () => () => {
      current.current?.abort();
      current.current = undefined;
    },
    [],
  );
  const run = (...args: A) => {
    if (current.current !== undefined) return;
    const mine = new AbortController();
    current.current = mine;
    setState({ busy: true, problems: [] });
    const done = (problems: readonly Problem[]) => {
      if (mine.signal.aborted) return;
      current.current = undefined;
      setState({ busy: false, problems });
    };
    act(engine, mine.signal, ...args).then(
      () => done([]),
      (thrown: unknown) => done(problemsOf(thrown)),
    );
  };
  return { run, ...state };
}
