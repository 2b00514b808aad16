import type { Step, StepId } from '../../../shared/model/plan.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';

/** A step among its neighbours, while a plan is carried out. */
export interface Node {
  readonly step: Step;
  /** The step's place in the plan: where priorities are equal, the earlier is the sooner. */
  readonly index: number;
  /** The steps that need this one. */
  readonly dependents: Node[];
  /** How many of the step's needs are not done yet. */
  open: number;
}

/**
 * The graph of a plan's steps, in O(steps + needs).
 * @throws {ProblemError} `run.plan-broken` for two steps of one name, a need that is no step, or a circle.
 */
export function graphOf(steps: readonly Step[]): Node[] {
  const byId = new Map<StepId, Node>();
  const nodes = steps.map((step, index): Node => ({ step, index, dependents: [], open: 0 }));
  for (const node of nodes) {
    if (byId.has(node.step.id)) throw broken(node.step.id, 'duplicate', []);
    byId.set(node.step.id, node);
  }
  for (const node of nodes) {
    for (const id of new Set(node.step.needs)) {
      const need = byId.get(id);
      if (need === undefined) throw broken(node.step.id, 'unknown-need', [id]);
      need.dependents.push(node);
      node.open += 1;
    }
  }
  refuseCircles(nodes);
  return nodes;
}

/** Kahn's algorithm: what cannot be taken away is on a circle, or behind one. */
function refuseCircles(nodes: readonly Node[]): void {
  const open = nodes.map((node) => node.open);
  const free = nodes.filter((node) => node.open === 0);
  for (const node of free) {
    for (const { index } of node.dependents) {
      const left = (open[index] ?? 0) - 1;
      open[index] = left;
      const dependent = nodes[index];
      if (left === 0 && dependent !== undefined) free.push(dependent);
    }
  }
  if (free.length === nodes.length) return;
  const stuck = new Map(nodes.filter((node) => (open[node.index] ?? 0) > 0).map((node) => [node.step.id, node.step]));
  const circle = circleIn(stuck);
  throw broken(circle[0] ?? '', 'cycle', circle);
}

/** Each of `stuck` needs another of them, so walking back along needs must come round. */
function circleIn(stuck: ReadonlyMap<StepId, Step>): StepId[] {
  const trail = new Set<StepId>();
  let at = stuck.keys().next().value;
  while (at !== undefined && !trail.has(at)) {
    trail.add(at);
    at = stuck.get(at)?.needs.find((id) => stuck.has(id));
  }
  const path = [...trail];
  const circle = path.slice(at === undefined ? 0 : path.indexOf(at));
  return at === undefined ? circle : [...circle, at];
}

const broken = (step: StepId, reason: 'cycle' | 'unknown-need' | 'duplicate', others: readonly string[]) =>
  new ProblemError(problem('run.plan-broken', { step, reason, others }));
