import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { Draft } from '../../shared/draft/draft.ts';
import type { ClusterState, ClusterStore } from './cluster.ts';

export const ClusterContext = createContext<ClusterStore | undefined>(undefined);

/** The store of the cluster that is open, for what is done outside of drawing. */
export function useClusterStore(): ClusterStore {
  const store = useContext(ClusterContext);
  if (store === undefined) throw new Error('no cluster is open here');
  return store;
}

/** A part of what the window knows of the cluster; the component is drawn again when that part changes. */
export const useCluster = <T,>(part: (state: ClusterState) => T): T => useStore(useClusterStore(), part);

/** A part of the draft. */
export const useDraft = <T,>(part: (draft: Draft) => T): T => useCluster((state) => part(state.draft));

/** Changes the draft: `edit((draft) => ({ ...draft, name }))`. */
export const useEdit = (): ClusterState['edit'] => useCluster((state) => state.edit);
