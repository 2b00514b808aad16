import { useEffect, useRef, useState } from 'react';
import type { Followed } from '../../../shared/contract/runs.ts';
import type { RunEvent } from '../../../shared/run/event.ts';
import { reduce } from '../../../shared/run/reduce.ts';
import { initialRunState, type RunState } from '../../../shared/run/state.ts';
import { useStream, type Streaming } from '../../api/use-stream.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';

/** A run as it is followed. */
export interface FollowedRun {
  readonly state: RunState;
  readonly paused: boolean;
  /** What the engine is at before the first step. */
  readonly doing: Extract<Followed, { type: 'doing' }>['what'] | undefined;
  readonly stream: Streaming;
}

/** Of each frame, this much goes to events, in ms: what is left over goes to the next, and scrolling stays smooth. */
const share = 8;
/** A window that is not seen draws no frames. */
const unseenMs = 500;

/** Follows a run from its beginning: events are taken as they come, and drawn once a frame. */
export function useRun(dir: string, run: string): FollowedRun {
  const store = useClusterStore();
  const [state, setState] = useState(initialRunState);
  const [paused, setPaused] = useState(false);
  const [doing, setDoing] = useState<FollowedRun['doing']>(undefined);
  const queue = useRef<Queue | undefined>(undefined);
  useEffect(() => {
    const mine = new Queue(setState);
    queue.current = mine;
    return () => mine.end();
  }, []);
  const stream = useStream(
    `${dir} ${run}`,
    (engine, signal) => engine['runs.follow']({ dir, run }, signal),
    (item) => {
      switch (item.type) {
        case 'events':
          queue.current?.put(item.events);
          break;
        case 'question':
          store.getState().ask(item.question);
          break;
        case 'paused':
          setPaused(item.paused);
          break;
        case 'doing':
          setDoing(item.what);
      }
    },
  );
  return { state, paused, doing, stream };
}

/** Events that are not in the state yet. */
class Queue {
  readonly #draw: (state: RunState) => void;
  #batches: (readonly RunEvent[])[] = [];
  #state = initialRunState;
  #next: (() => void) | undefined;
  /** Where in the first batch to go on. */
  #at = 0;

  constructor(draw: (state: RunState) => void) {
    this.#draw = draw;
  }

  put(events: readonly RunEvent[]): void {
    this.#batches.push(events);
    this.#schedule();
  }

  end(): void {
    this.#next?.();
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
    do {
      const event = this.#take();
      if (event === undefined) break;
      // A run that is followed anew begins with its beginning.
      this.#state = reduce(event.type === 'run-started' ? initialRunState : this.#state, event);
    } while (performance.now() < until);
    this.#draw(this.#state);
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
