import { inTheWay } from '../../shared/checks/accept.ts';
import { lackingForNetwork } from '../../shared/draft/secret-names.ts';
import { isOfNetwork } from '../features/network/of-network.ts';
import type { StepName } from '../router/route.ts';
import { acceptedIn } from '../store/accepted.ts';
import type { ClusterState, Verified } from '../store/cluster.ts';
import { findingsOf, specFrom } from '../store/use-spec.ts';

/** What the rail says of a step. */
export type StepState = 'todo' | 'busy' | 'paused' | 'unknown' | 'attention' | 'done';

export type Known = Pick<ClusterState, 'summary' | 'draft' | 'kept' | 'bundle' | 'hosts' | 'surveying' | 'lost'>;

/** The state of a step, from what the window knows of the cluster. */
export function stepState(step: StepName, known: Known): StepState {
  switch (step) {
    case 'package':
      return packageState(known);
    case 'nodes':
    case 'survey':
      return nodesState(known);
    case 'network':
      return networkState(known);
    case 'checks':
      return checksState(known);
    case 'confirm':
      return wasDeployed(known) ? 'done' : 'todo';
    case 'deploy':
      return runState(known);
    case 'hand-over':
      return known.summary.stands ? 'done' : 'todo';
  }
}

/** A copy that was handed over has no run, and yet stands. */
const wasDeployed = ({ summary: { run, stands } }: Pick<Known, 'summary'>): boolean => run !== undefined || stands;

const verification: Readonly<Record<Verified['state'], StepState>> = { 'going-on': 'busy', sound: 'done', failed: 'attention' };

function packageState({ bundle }: Known): StepState {
  switch (bundle.state) {
    case 'none':
      return 'todo';
    case 'opening':
      return 'busy';
    case 'failed':
      return 'attention';
    case 'open':
      return verification[bundle.verified.state];
  }
}

function nodesState({ draft, hosts, surveying, summary }: Known): StepState {
  if (draft.nodes.length === 0) return 'todo';
  // They were all reached when it was deployed.
  if (hosts.size === 0 && wasDeployed({ summary })) return 'done';
  if (surveying) return 'busy';
  const states = [...hosts.values()].map(({ state }) => state);
  if (states.includes('failed')) return 'attention';
  return states.length >= draft.nodes.length ? 'done' : 'todo';
}

function networkState({ draft, kept, summary }: Known): StepState {
  if (draft.endpoint.address.trim() === '') return 'todo';
  const made = specFrom(draft);
  const places = 'problems' in made ? made.problems.flatMap((wrong) => wrong.places) : [];
  return places.some(isOfNetwork) || lackingForNetwork(draft, kept, summary.stands).length > 0 ? 'attention' : 'done';
}

function checksState(known: Known): StepState {
  if (wasDeployed(known)) return 'done';
  const made = specFrom(known.draft);
  if (!('spec' in made) || known.hosts.size === 0) return 'todo';
  const { findings, unknown } = findingsOf(made.spec, known);
  if (inTheWay(findings, acceptedIn(known)).length > 0) return 'attention';
  return unknown.length === 0 ? 'done' : 'todo';
}

function runState({ summary, lost }: Known): StepState {
  switch (summary.stage) {
    case 'survey':
    case 'draft':
      return 'todo';
    case 'running':
      // nobody knows what it does without its engine
      if (lost) return 'unknown';
      return summary.run?.paused === true ? 'paused' : 'busy';
    case 'interrupted':
    case 'failed':
      return 'attention';
    case 'finished':
      return 'done';
  }
}
