import { useState } from 'react';
import type { ClusterStatus } from '../../../shared/cluster/status.ts';
import type { Problem } from '../../../shared/problems/problem.ts';
import { useStream } from '../../api/use-stream.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';

/** A status, and when it came here, by this machine's clock: the engine's may be another machine's. */
export interface Seen {
  readonly status: ClusterStatus;
  readonly came: number;
}

export interface Look {
  /** What was seen last; it stays while it is looked again. */
  readonly seen: Seen | undefined;
  readonly looking: boolean;
  /** Why the hosts could not be asked the last time. */
  readonly problems: readonly Problem[];
  readonly again: () => void;
  readonly cancel: () => void;
}

/** Looks at a cluster once, when the component appears, and again whenever it is asked to. */
export function useLook(dir: string): Look {
  const store = useClusterStore();
  const [seen, setSeen] = useState<Seen | undefined>(undefined);
  const [asked, setAsked] = useState({ round: 0, wanted: true });
  const streaming = useStream(
    asked.wanted ? `${dir} ${asked.round}` : '',
    (engine, signal) => engine['status.look']({ dir }, signal),
    (item) => {
      if (item.type === 'question') store.getState().ask(item.question);
      else setSeen({ status: item.status, came: Date.now() });
    },
  );
  return {
    seen,
    looking: asked.wanted && streaming.state === 'open',
    problems: asked.wanted && streaming.state === 'failed' ? streaming.problems : [],
    again: () => setAsked(({ round }) => ({ round: round + 1, wanted: true })),
    cancel: () => setAsked(({ round }) => ({ round, wanted: false })),
  };
}
