import { useRef, useState } from 'react';
import type { NodeDraft } from '../../../shared/draft/draft.ts';
import { useClusterStore, useDraft } from '../../store/use-cluster.tsx';

type Nodes = readonly NodeDraft[];
/** How many edits may be taken back. */
const depth = 200;

/** The table's rows, and edits of them that can be undone. */
export interface NodeEdits {
  readonly nodes: Nodes;
  readonly change: (to: (nodes: Nodes) => Nodes) => void;
  readonly undo: (() => void) | undefined;
  readonly redo: (() => void) | undefined;
}

/** Names of rows that now stand for another host, or are reached in another way. */
function changedHosts(before: Nodes, after: Nodes): string[] {
  const now = new Map(after.map((node) => [node.key, node]));
  return before
    .filter((node) => {
      const to = now.get(node.key);
      return to?.name !== node.name || to.address !== node.address || to.port !== node.port || to.access !== node.access;
    })
    .map(({ name }) => name);
}

export function useNodeEdits(): NodeEdits {
  const store = useClusterStore();
  const nodes = useDraft((draft) => draft.nodes);
  const past = useRef<Nodes[]>([]);
  const future = useRef<Nodes[]>([]);
  const [, drawn] = useState(0);
  const put = (to: Nodes) => {
    store.getState().edit((draft) => ({ ...draft, nodes: [...to] }));
    drawn((n) => n + 1);
  };
  const step = (from: Nodes[], into: Nodes[]) => () => {
    const to = from.pop();
    if (to === undefined) return;
    into.push(store.getState().draft.nodes);
    put(to);
  };
  return {
    nodes,
    change: (to) => {
      const before = store.getState().draft.nodes;
      const after = to(before);
      if (after.length === before.length && after.every((node, i) => node === before[i])) return;
      past.current = [...past.current.slice(1 - depth), before];
      future.current = [];
      put(after);
      const changed = changedHosts(before, after);
      if (changed.length > 0) store.getState().forgetHosts(changed);
    },
    undo: past.current.length === 0 ? undefined : step(past.current, future.current),
    redo: future.current.length === 0 ? undefined : step(future.current, past.current),
  };
}
