import { phases, type StepId } from '../model/plan.ts';
import type { Problem } from '../problems/problem.ts';
import type { RunEvent, StepSummary } from './event.ts';
import { type Cell, type Counts, initialRunState, noCounts, type RunState, type StepState, type StepStatus } from './state.ts';
import { Vector } from './vector.ts';

/**
 * The run after one more event. Each event costs the same however many steps there are, but `run-started`, which lays
 * out the whole. An event of a step that the run does not have changes only the time.
 */
export function reduce(state: RunState, event: RunEvent): RunState {
  const { at } = event;
  switch (event.type) {
    case 'run-started':
      return {
        ...laidOut(event.steps),
        status: 'running',
        run: event.run,
        cluster: event.cluster,
        speed: event.speed ?? 1,
        startedAt: at,
        at,
      };
    case 'step-started':
      return onStep(state, at, event.step, (step) => ({ ...step, status: 'running', startedAt: at, since: at }));
    case 'step-progress': {
      const { sent, total } = event;
      return onStep(state, at, event.step, (step) => ({ ...step, progress: { sent, total } }));
    }
    case 'resource-changing':
      return onStep(state, at, event.step, (step) => ({ ...step, changing: event.what, waitingFor: undefined, since: at }));
    case 'resource-changed':
      return onStep(state, at, event.step, (step) => ({ ...step, changing: undefined, changed: step.changed + 1, since: at }));
    case 'step-output':
      return onStep(state, at, event.step, (step) => ({ ...step, lastOutput: event.line }));
    case 'step-waiting':
      return onStep(state, at, event.step, (step) => ({
        ...step,
        waitingFor: event.what,
        since: step.waitingFor === event.what ? step.since : at,
      }));
    case 'step-skipped': {
      const { by, decided } = event;
      return onStep(state, at, event.step, (step) => ({ ...step, skip: { by, at: decided } }));
    }
    case 'step-finished': {
      const { outcome, problems } = event;
      const next = onStep(state, at, event.step, (step) => ({
        ...step,
        status: outcome,
        finishedAt: at,
        waitingFor: undefined,
        // What was being changed when it failed is what a reader wants to know.
        changing: outcome === 'failed' ? step.changing : undefined,
        problems,
      }));
      return problems.length === 0 ? next : { ...next, problems: [...next.problems, ...problems] };
    }
    case 'run-finished': {
      const problems = [...state.problems, ...notAmong(state.problems, event.problems)];
      return { ...state, status: event.outcome, finishedAt: at, at, problems };
    }
  }
}

function laidOut(summaries: readonly StepSummary[]): RunState {
  const hosts = [...new Set(summaries.map((step) => step.host))];
  const present = new Set(summaries.map((step) => step.phase));
  const ordered = phases.filter((phase) => present.has(phase));
  const hostIndex = new Map(hosts.map((host, index) => [host, index]));
  const waiting = ordered.map(() => hosts.map(() => 0));
  for (const { phase, host } of summaries) {
    const row = waiting[ordered.indexOf(phase)];
    const column = hostIndex.get(host) ?? 0;
    if (row !== undefined) row[column] = (row[column] ?? 0) + 1;
  }
  const cells = ordered.flatMap((phase, p) =>
    hosts.map((host, h): Cell => ({ phase, host, counts: { ...noCounts, waiting: waiting[p]?.[h] ?? 0 } })),
  );
  return {
    ...initialRunState,
    steps: Vector.from(summaries.map((step): StepState => ({ ...step, status: 'waiting', changed: 0, problems: [] }))),
    stepIndex: new Map(summaries.map((step, index) => [step.id, index])),
    cellIndex: new Map(cells.map(({ phase, host }, index) => [cellKey(phase, host), index])),
    phases: ordered,
    hosts,
    cells: Vector.from(cells),
    counts: { ...noCounts, waiting: summaries.length },
  };
}

const cellKey = (phase: string, host: string) => `${phase}/${host}`;

function onStep(state: RunState, at: number, id: StepId, change: (step: StepState) => StepState): RunState {
  const index = state.stepIndex.get(id);
  const before = index === undefined ? undefined : state.steps.get(index);
  if (index === undefined || before === undefined) return { ...state, at };
  const after = { ...change(before), heardAt: at };
  const next = { ...state, at, steps: state.steps.with(index, after) };
  return before.status === after.status ? next : moved(next, before, after);
}

/** Keeps the counts, the matrix and the list of what runs in step with a step's new status. */
function moved(state: RunState, before: StepState, after: StepState): RunState {
  const { at, cells } = state;
  const counts = recounted(state.counts, before.status, after.status);
  const others = before.status === 'running' ? state.running.filter((id) => id !== after.id) : state.running;
  const running = after.status === 'running' ? [...others, after.id] : others;
  const cellIndex = state.cellIndex.get(cellKey(after.phase, after.host));
  const cell = cellIndex === undefined ? undefined : cells.get(cellIndex);
  if (cellIndex === undefined || cell === undefined) return { ...state, counts, running };
  const ofCell = recounted(cell.counts, before.status, after.status);
  const finishedAt = ofCell.waiting === 0 && ofCell.running === 0 ? at : undefined;
  const changed = { ...cell, counts: ofCell, startedAt: cell.startedAt ?? at, finishedAt };
  return { ...state, counts, running, cells: cells.with(cellIndex, changed) };
}

const recounted = (counts: Counts, from: StepStatus, to: StepStatus): Counts => ({
  ...counts,
  [from]: counts[from] - 1,
  [to]: counts[to] + 1,
});

/** The end of a run may name the problems of its steps once more. */
function notAmong(known: readonly Problem[], more: readonly Problem[]): readonly Problem[] {
  const seen = new Set(known.map((p) => JSON.stringify([p.code, p.host, p.params])));
  return more.filter((p) => !seen.has(JSON.stringify([p.code, p.host, p.params])));
}
