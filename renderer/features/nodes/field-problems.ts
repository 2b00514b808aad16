import { useDeferredValue, useMemo } from 'react';
import type { DraftSpec, FieldProblem } from '../../../shared/draft/spec.ts';
import { specOf } from '../../../shared/draft/spec.ts';
import type { Problem } from '../../../shared/problems/problem.ts';
import { useDraft } from '../../store/use-cluster.tsx';

/** What is wrong, by field: `network.podSubnet`, or `KEY/address` for a column of a row. */
export type FieldProblems = ReadonlyMap<string, readonly Problem[]>;

/** What is wrong, put to its fields. */
export const byField = (problems: readonly FieldProblem[]): FieldProblems => {
  const found = new Map<string, Problem[]>();
  for (const { problem, places } of problems)
    for (const { field, node } of places) {
      const at = node === undefined ? field : `${node}/${field}`;
      const held = found.get(at);
      if (held) held.push(problem);
      else found.set(at, [problem]);
    }
  return found;
};

/** The draft as a spec, and what is wrong with it by field. Typing goes before it: with hundreds of nodes it follows a moment later. */
export function useDraftSpec(): { readonly made: DraftSpec; readonly wrong: FieldProblems } {
  const draft = useDeferredValue(useDraft((whole) => whole));
  return useMemo(() => {
    const made = specOf(draft);
    return { made, wrong: byField('problems' in made ? made.problems : []) };
  }, [draft]);
}
