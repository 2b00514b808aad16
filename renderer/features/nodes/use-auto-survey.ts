import { useEffect, useRef } from 'react';
import type { NeededSecret } from '../../../shared/draft/secret-names.ts';
import { useCluster } from '../../store/use-cluster.tsx';
import type { FieldProblems } from './field-problems.ts';
import { reachable } from './reachable.ts';

/** Somebody who types on is not interrupted. */
const patienceMs = 1800;

/** Connects to nodes as soon as they have what it takes, one survey after the other. What was tried is tried again by hand, or once edited. */
export function useAutoSurvey(
  wrong: FieldProblems,
  needed: readonly NeededSecret[],
  kept: ReadonlySet<string>,
  survey: (only: readonly string[]) => void,
): void {
  const nodes = useCluster((state) => state.draft.nodes);
  const hosts = useCluster((state) => state.hosts);
  const surveying = useCluster((state) => state.surveying);
  // A cluster that was deployed is left alone until somebody asks.
  const isNew = useCluster((state) => state.summary.run === undefined);
  const ready = isNew && !surveying ? reachable(nodes, hosts, wrong, needed, kept).join('\n') : '';
  const latest = useRef(survey);
  useEffect(() => {
    latest.current = survey;
  });
  useEffect(() => {
    if (ready === '') return undefined;
    const timer = setTimeout(() => latest.current(ready.split('\n')), patienceMs);
    return () => clearTimeout(timer);
  }, [ready, nodes]);
}
