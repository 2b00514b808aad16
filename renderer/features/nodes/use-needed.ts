import { useMemo } from 'react';
import { secretNames, type NeededSecret } from '../../../shared/draft/secret-names.ts';
import { useDraft } from '../../store/use-cluster.tsx';

/** The secrets that the draft needs; they change with the access only, not with every cell. */
export function useNeeded(): readonly NeededSecret[] {
  const draft = useDraft((whole) => whole);
  return useMemo(() => secretNames(draft), [draft]);
}
