import type { Phase } from '../model/plan.ts';
import type { Problem } from '../problems/problem.ts';
import { type Cell, type Counts, noCounts, type RunState, type StepState, type StepStatus } from './state.ts';

/** A row of the matrix: a phase, its cells in the order of the hosts, and their sum. */
export interface PhaseRow {
  readonly phase: Phase;
  readonly cells: readonly Cell[];
  readonly counts: Counts;
  readonly status: StepStatus;
}

/** The matrix of a run, in the order of the manual. */
export function phasesOf(state: RunState): PhaseRow[] {
  const cells = [...state.cells];
  const columns = state.hosts.length;
  return state.phases.map((phase, row) => {
    const ofPhase = cells.slice(row * columns, (row + 1) * columns);
    const counts = ofPhase.reduce((sum, cell) => added(sum, cell.counts), noCounts);
    return { phase, cells: ofPhase, counts, status: statusOf(counts) };
  });
}

/** The steps that run now, in the order of their start. */
export const running = (state: RunState): StepState[] =>
  state.running.map((id) => stepOf(state, id)).filter((step) => step !== undefined);

/** A step by its id, in constant time. */
export function stepOf(state: RunState, id: string): StepState | undefined {
  const index = state.stepIndex.get(id);
  return index === undefined ? undefined : state.steps.get(index);
}

/** The cell of a phase and a host by their places in the state's lists, in constant time. */
export const cellAt = ({ cells, hosts }: Pick<RunState, 'cells' | 'hosts'>, phase: number, host: number): Cell | undefined =>
  cells.get(phase * hosts.length + host);

const places = new WeakMap<RunState['stepIndex'], ReadonlyMap<string, readonly number[]>>();

/** The steps of a phase on a host, in the order of the plan. Which ones they are is looked for once a run. */
export function stepsOf(state: Pick<RunState, 'steps' | 'stepIndex'>, phase: Phase, host: string): StepState[] {
  const { steps, stepIndex } = state;
  const known = places.get(stepIndex) ?? placed(steps);
  places.set(stepIndex, known);
  return (known.get(`${phase}/${host}`) ?? []).flatMap((index) => steps.get(index) ?? []);
}

function placed(steps: RunState['steps']): ReadonlyMap<string, readonly number[]> {
  const found = new Map<string, number[]>();
  let index = 0;
  for (const { phase, host } of steps) {
    const held = found.get(`${phase}/${host}`);
    if (held) held.push(index);
    else found.set(`${phase}/${host}`, [index]);
    index += 1;
  }
  return found;
}

/** How many steps of the run there are of each status, how many are done, and how many there are at all. */
export const counts = (state: RunState): Counts & { readonly done: number; readonly total: number } => ({
  ...state.counts,
  done: state.counts.satisfied + state.counts.changed,
  total: state.steps.length,
});

/** Milliseconds that a run, a step or a cell has taken by `at`, or took until its end; 0 where it has not begun. */
export const elapsed = (of: { startedAt?: number | undefined; finishedAt?: number | undefined }, at: number): number =>
  of.startedAt === undefined ? 0 : Math.max(0, (of.finishedAt ?? at) - of.startedAt);

/** The step that failed with a problem of the run's list; undefined where it is the run's own. */
export function stepOfProblem({ steps }: Pick<RunState, 'steps'>, problem: Problem): StepState | undefined {
  for (const step of steps) if (step.problems.includes(problem)) return step;
  return undefined;
}

/** The steps that failed and do what a step does, itself among them. */
export const failedLike = ({ steps }: Pick<RunState, 'steps'>, { title }: Pick<StepState, 'title'>): StepState[] =>
  [...steps].filter((step) => step.status === 'failed' && step.title === title);

/** The steps that somebody decided to go on without. */
export const skippedSteps = ({ steps, counts }: Pick<RunState, 'steps' | 'counts'>): StepState[] =>
  counts.skipped === 0 ? [] : [...steps].filter((step) => step.status === 'skipped');

/** One word for several steps: the worst that happened; `running` while some are done and some are not. */
export function statusOf(of: Counts): StepStatus {
  if (of.failed > 0) return 'failed';
  if (of.cancelled > 0) return 'cancelled';
  const done = of.satisfied + of.changed + of.skipped;
  if (of.running > 0 || (done > 0 && of.waiting > 0)) return 'running';
  if (of.waiting > 0 || done === 0) return 'waiting';
  if (of.skipped > 0) return 'skipped';
  return of.changed > 0 ? 'changed' : 'satisfied';
}

const added = (a: Counts, b: Counts): Counts => ({
  waiting: a.waiting + b.waiting,
  running: a.running + b.running,
  satisfied: a.satisfied + b.satisfied,
  changed: a.changed + b.changed,
  skipped: a.skipped + b.skipped,
  failed: a.failed + b.failed,
  cancelled: a.cancelled + b.cancelled,
});
