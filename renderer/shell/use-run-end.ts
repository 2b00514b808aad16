import { useEffect } from 'react';
import { isLost, useStream } from '../api/use-stream.ts';
import { useCluster, useClusterStore } from '../store/use-cluster.tsx';

/**
 * Follows the run that goes on, whatever screen of the cluster is shown: whether it is paused, and, at its end, how the cluster stands.
 * @param followed whether the screen itself follows the run, and does so
 */
export function useRunEnd(followed: boolean): void {
  const store = useClusterStore();
  const { dir, run, stage } = useCluster((state) => state.summary);
  const id = stage === 'running' && !followed ? (run?.id ?? '') : '';
  const streaming = useStream(
    id,
    (engine, signal) => engine['runs.follow']({ dir, run: id }, signal),
    (item) => {
      if (item.type === 'paused') store.getState().tellPaused(item.paused);
    },
  );
  useEffect(() => {
    // whoever left the cluster meanwhile, or lost the engine, needs it no more
    if (streaming.state === 'ended')
      store
        .getState()
        .refresh()
        .catch(() => undefined);
    if (isLost(streaming)) store.getState().lose();
  }, [streaming, store]);
}
