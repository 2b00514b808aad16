import { useCall } from '../../api/use-call.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';

/** Which secrets the vault has, by name; undefined until that is known. */
export function useKeptSecrets(): readonly [kept: ReadonlySet<string> | undefined, again: () => void] {
  const { dir } = useClusterStore().getState().summary;
  const [names, again] = useCall(dir, (engine, signal) => engine['secrets.names']({ dir }, signal));
  return [names.state === 'answered' ? new Set(names.answer) : undefined, again];
}
