import { useEffect } from 'react';
import { useCluster } from './use-cluster.tsx';

/** Which secrets the vault has, by name; undefined until that is known. Asked anew when the component appears, and by `again`. */
export function useKeptSecrets(): readonly [kept: ReadonlySet<string> | undefined, again: () => void] {
  const kept = useCluster((state) => state.kept);
  const askKept = useCluster((state) => state.askKept);
  useEffect(() => {
    // a vault that is locked tells nothing
    askKept().catch(() => undefined);
  }, [askKept]);
  return [kept, () => void askKept().catch(() => undefined)];
}
