import { useEffect, useState } from 'react';
import { createStore, type StoreApi } from 'zustand';
import type { Followed } from '../../../shared/contract/runs.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { reduce } from '../../../shared/run/reduce.ts';
import { initialRunState, type RunState } from '../../../shared/run/state.ts';
import { useStream, type Streaming } from '../../api/use-stream.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';

export type RunStore = StoreApi<RunState>;

/** A run as it is followed. */
export interface FollowedRun {
  /** Changes with every frame in which something happened: what is drawn from it says how much of it, or how often. */
  readonly store: RunStore;
  readonly paused: boolean;
  /** What the engine is at before the first step. */
  readonly doing: Extract<Followed, { type: 'doing' }>['what'] | undefined;
  readonly stream: Streaming;
}

/** Of each frame, this much goes to events, in ms: what is left over goes to the next, and scrolling stays smooth. */
const share = 6;
/** A window that is not seen draws no frames. */
const unseenMs = 500;
/** Nobody reads faster than this. */
const readMs = 250;

/** Follows a run from its beginning: events are taken as they come, and drawn once a frame. */
export function useRun(dir: string, run: string): FollowedRun {
  const cluster = useClusterStore();
  const [{ store, queue }] = useState(() => {
    const made: RunStore = createStore(() => initialRunState);
    return { store: made, queue: new Queue(made) };
  });
  const [paused, setPaused] = useState(false);
  const [doing, setDoing] = useState<FollowedRun['doing']>(undefined);
  useEffect(() => () => queue.stop(), [queue]);
  const stream = useStream(
    `${dir} ${run}`,
    (engine, signal) => engine['runs.follow']({ dir, run }, signal),
    (item) => {
      switch (item.type) {
        case 'events':
          queue.put(item.events);
          break;
        case 'question':
          cluster.getState().ask(item.question);
          break;
        case 'paused':
          setPaused(item.paused);
          cluster.getState().tellPaused(item.paused);
          break;
        case 'doing':
          setDoing(item.what);
      }
    },
  );
  return { store, paused, doing, stream };
}

/** The run as it stands, a few times a second: for what is read as text. */
export function useReadable(store: RunStore): RunState {
  const [state, setState] = useState(() => store.getState());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const take = () => {
      timer = undefined;
      setState(store.getState());
    };
    take();
    const leave = store.subscribe(() => {
      timer ??= setTimeout(take, readMs);
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [store]);
  return state;
}

/** Events that are not in the state yet. */
class Queue {
  readonly #store: RunStore;
  #batches: (readonly RunEvent[])[] = [];
  #next: (() => void) | undefined;
  /** Where in the first batch to go on. */
  #at = 0;

  constructor(store: RunStore) {
    this.#store = store;
  }

  put(events: readonly RunEvent[]): void {
    this.#batches.push(events);
    this.#schedule();
  }

  stop(): void {
    this.#next?.();
    this.#next = undefined;
  }

  #schedule(): void {
    if (this.#next !== undefined) return;
    if (document.hidden) {
      const timer = setTimeout(this.#work, unseenMs);
      this.#next = () => clearTimeout(timer);
    } else {
      const frame = requestAnimationFrame(this.#work);
      this.#next = () => cancelAnimationFrame(frame);
    }
  }

  #work = (): void => {
    this.#next = undefined;
    const until = performance.now() + share;
    let state = this.#store.getState();
    do {
      const event = this.#take();
      if (event === undefined) break;
      // A run that is followed anew begins with its beginning.
      state = reduce(event.type === 'run-started' ? initialRunState : state, event);
    } while (performance.now() < until);
    this.#store.setState(state, true);
    if (this.#batches.length > 0) this.#schedule();
  };

  #take(): RunEvent | undefined {
    for (;;) {
      const [batch] = this.#batches;
      if (batch === undefined) return undefined;
      const event = batch[this.#at++];
      if (event !== undefined) return event;
      this.#batches.shift();
      this.#at = 0;
    }
  }
}
