import type { Phase, Risk, Step, StepId, StepTitle } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import type { SiteNode } from '../site/site.ts';

/** A step before the plan gives it its priority. */
export interface StepDraft {
  readonly phase: Phase;
  readonly title: StepTitle;
  readonly node: SiteNode;
  readonly needs?: readonly string[];
  readonly risk?: Risk;
  readonly resources: readonly Resource[];
}

/** A step's id: what it does and where, the same in every plan of the same cluster. */
export const stepId = (title: StepTitle, node: { readonly name: string }): StepId => `${title}/${node.name}`;

/**
 * What is sent to a host waits for its own preparation and for the first master's: all hosts' turns then begin at once, and the
 * first master's come first.
 */
export const afterPrepare = ({ first }: { readonly first: SiteNode }, node: SiteNode): StepId[] =>
  node === first ? [stepId('prepare', node)] : [stepId('prepare', node), stepId('prepare', first)];

/** Steps on the first master come first, then the other masters', then the workers': the first init is what all joins wait for. */
export const step = (draft: StepDraft, priority: number): Step => ({
  id: stepId(draft.title, draft.node),
  phase: draft.phase,
  title: draft.title,
  host: draft.node.name,
  needs: draft.needs ?? [],
  risk: draft.risk ?? 'reversible',
  resources: draft.resources,
  priority,
});
