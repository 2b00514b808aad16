import { useMemo } from 'react';
import { acceptedFor } from '../../shared/checks/accept.ts';
import type { Acceptance } from '../../shared/draft/draft.ts';
import type { ClusterState } from './cluster.ts';
import { useCluster } from './use-cluster.tsx';

/** What was accepted with the package that is open; without one nothing holds. */
export const acceptedIn = ({ draft, bundle }: Pick<ClusterState, 'draft' | 'bundle'>): readonly Acceptance[] =>
  bundle.state === 'open' ? acceptedFor(bundle.digest, draft.accepted) : [];

/** `acceptedIn` of the cluster that is open. */
export function useAccepted(): readonly Acceptance[] {
  const draft = useCluster((state) => state.draft);
  const bundle = useCluster((state) => state.bundle);
  return useMemo(() => acceptedIn({ draft, bundle }), [draft, bundle]);
}
