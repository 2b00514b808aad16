import type { Phase, Risk, Step, StepId, StepTitle } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import { isSkippable } from '../run/skipping.ts';
import type { SiteNode } from '../site/site.ts';

/** A step before the plan gives it its priority. */
export interface StepDraft {
  readonly phase: Phase;
  readonly title: StepTitle;
  readonly node: SiteNode;
  readonly needs?: readonly string[];
  readonly risk?: Risk;
  /** Whether a run may go on without it; by what it does, unless it is said. */
  readonly skippable?: boolean;
  readonly resources: readonly Resource[];
}

/** A step's id: what it does and where, the same in every plan of the same cluster. */
export const stepId = (title: StepTitle, node: { readonly name: string }): StepId => `${title}/${node.name}`;

/** Steps on the first master come first, then the other masters', then the workers': the first init is what all joins wait for. */
export const step = (draft: StepDraft, priority: number): Step => ({
  id: stepId(draft.title, draft.node),
  phase: draft.phase,
  title: draft.title,
  host: draft.node.name,
  needs: draft.needs ?? [],
  risk: draft.risk ?? 'reversible',
  skippable: draft.skippable ?? isSkippable(draft.title),
  resources: draft.resources,
  priority,
});
