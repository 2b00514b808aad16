import type { Phase, StepId } from '../model/plan.ts';
import type { Problem } from '../problems/problem.ts';
import type { Outcome, RunOutcome, StepSummary } from './event.ts';
import { Vector } from './vector.ts';

export type StepStatus = 'waiting' | 'running' | Outcome;

/** A step as it stands. Times are ms since the epoch. */
export interface StepState extends StepSummary {
  readonly status: StepStatus;
  readonly startedAt?: number | undefined;
  readonly finishedAt?: number | undefined;
  /** The resource that is being changed. */
  readonly changing?: string | undefined;
  /** How many resources were changed. */
  readonly changed: number;
  readonly waitingFor?: string | undefined;
  /** Since when it is at what it is changing or waits for. */
  readonly since?: number | undefined;
  /** When it was last heard of. */
  readonly heardAt?: number | undefined;
  readonly lastOutput?: string | undefined;
  readonly progress?: { readonly sent: number; readonly total: number } | undefined;
  readonly problems: readonly Problem[];
  /** Who decided to go on without it, and when. */
  readonly skip?: { readonly by: string; readonly at: number } | undefined;
}

/** How many steps there are of each status. */
export type Counts = Readonly<Record<StepStatus, number>>;
export const noCounts: Counts = {
  waiting: 0,
  running: 0,
  satisfied: 0,
  changed: 0,
  skipped: 0,
  failed: 0,
  cancelled: 0,
};

/** One phase on one host: a cell of the matrix. */
export interface Cell {
  readonly phase: Phase;
  readonly host: string;
  readonly counts: Counts;
  readonly startedAt?: number | undefined;
  readonly finishedAt?: number | undefined;
}

/** A run as it stands after some events; made by `reduce` only. */
export interface RunState {
  readonly status: 'not-started' | 'running' | RunOutcome;
  readonly run: string;
  readonly cluster: string;
  /** How many times as fast as real hosts its hosts are: more than 1 in practice only. */
  readonly speed: number;
  readonly startedAt?: number | undefined;
  readonly finishedAt?: number | undefined;
  /** The time of the latest event. */
  readonly at: number;
  /** In the order of the plan. */
  readonly steps: Vector<StepState>;
  readonly stepIndex: ReadonlyMap<StepId, number>;
  /** The phases that the plan has, in the order of the manual, and its hosts, in the order in which they first come up. */
  readonly phases: readonly Phase[];
  readonly hosts: readonly string[];
  /** The matrix of phases and hosts, row by row. */
  readonly cells: Vector<Cell>;
  /** Where the cell of a phase and a host is; keys are `phase/host`. */
  readonly cellIndex: ReadonlyMap<string, number>;
  readonly counts: Counts;
  /** What runs now, in the order of its start. */
  readonly running: readonly StepId[];
  /** The problems of the steps in the order in which they came, and then those of the run that no step had. */
  readonly problems: readonly Problem[];
}

export const initialRunState: RunState = {
  status: 'not-started',
  run: '',
  cluster: '',
  speed: 1,
  at: 0,
  steps: Vector.from<StepState>([]),
  stepIndex: new Map(),
  phases: [],
  hosts: [],
  cells: Vector.from<Cell>([]),
  cellIndex: new Map(),
  counts: noCounts,
  running: [],
  problems: [],
};
