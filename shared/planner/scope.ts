import type { Followed } from '../cluster/changeable.ts';
import type { Scope } from '../cluster/changes.ts';
import type { StepId, StepTitle } from '../model/plan.ts';
import type { Resource } from '../model/resource.ts';
import type { Site } from '../site/site.ts';
import { stepId, type StepDraft } from './step.ts';

/**
 * What a plan is for decides what is in it: a cluster that stands is not judged against what this version of Barque would write today,
 * so neither another template nor another row order can restart anything that lives. What is left out counts as done.
 */
export function inScope(site: Site, drafts: readonly StepDraft[]): StepDraft[] {
  const { scope } = site;
  const kept = scope.kind === 'create' ? drafts.filter((draft) => !isServing(scope, draft)) : followed(site, scope, drafts);
  const ids = new Set(kept.map(({ title, node }) => stepId(title, node)));
  return kept.map((draft) => ({ ...draft, needs: (draft.needs ?? []).filter((id) => ids.has(id)) }));
}

/** A member of etcd that serves is left alone, whatever else is gone on with. */
const isServing = ({ serving }: Extract<Scope, { kind: 'create' }>, { title, node }: StepDraft): boolean =>
  (title === 'etcd' || title === 'etcd-program') && serving.has(node.name);

/** The steps that carry a setting to a node that is there already. */
const carriedBy: Readonly<Record<Followed, readonly StepTitle[]>> = {
  time: ['time'],
  packages: ['os-packages'],
  mutualTrust: ['trust'],
  registry: ['runtime', 'registry', 'registry-serves', 'hand-over'],
};

function followed(
  { away }: Site,
  { joining, settings, left }: Extract<Scope, { kind: 'follow' }>,
  drafts: readonly StepDraft[],
): StepDraft[] {
  const titles = new Set<StepTitle>([...settings].flatMap((setting) => carriedBy[setting]));
  // whoever is away would lose its lines among those that are trusted
  if (joining.size > 0 && away.length === 0) titles.add('trust');
  const changes = drafts.flatMap((draft): StepDraft[] => {
    const { title, node, phase } = draft;
    if (joining.has(node.name)) return phase === 'verify' ? [] : [draft];
    if (title === 'prepare' && (joining.size > 0 || left.has(stepId(title, node))))
      return [{ ...draft, resources: draft.resources.filter(namesHosts) }];
    return phase !== 'verify' && (titles.has(title) || left.has(stepId(title, node))) ? [draft] : [];
  });
  const proofs = drafts.filter(
    ({ phase, title }) => phase === 'verify' && (title !== 'etcd-health' || !away.some(({ master }) => master)),
  );
  return [...inTurns(changes, joining), ...proofs];
}

/**
 * The steps that a run in which nodes join leaves undone where somebody is away: those who are away do not learn the new names, and keys
 * are exchanged once all are there.
 */
export function leftForAway({ away, nodes, scope, trust }: Site): StepId[] {
  if (scope.kind !== 'follow' || scope.joining.size === 0 || away.length === 0) return [];
  return [
    ...away.map((node) => stepId('prepare', node)),
    ...(trust === undefined ? [] : [...nodes, ...away].map((node) => stepId('trust', node))),
  ];
}

/** /etc/hosts: the only part of a node's preparation that follows from who else is in the cluster. */
const namesHosts = (resource: Resource): boolean => resource.kind === 'block' && resource.path === '/etc/hosts';

/** Steps that start a service again on nodes that are in use go one node after the other. */
function inTurns(drafts: readonly StepDraft[], joining: ReadonlySet<string>): StepDraft[] {
  const last = new Map<StepTitle, StepDraft>();
  return drafts.map((draft) => {
    if (joining.has(draft.node.name) || (draft.title !== 'runtime' && draft.title !== 'registry')) return draft;
    const before = last.get(draft.title);
    last.set(draft.title, draft);
    return before === undefined ? draft : { ...draft, needs: [...(draft.needs ?? []), stepId(before.title, before.node)] };
  });
}
