import type { RunEvent, StepSummary } from '../../../shared/run/event.ts';
import { reduce } from '../../../shared/run/reduce.ts';
import { initialRunState, type RunState } from '../../../shared/run/state.ts';

const steps: StepSummary[] = [
  { id: 'prepare/m1', phase: 'prepare', title: 'prepare', host: 'm1' },
  { id: 'images/m1', phase: 'images', title: 'images', host: 'm1' },
  { id: 'nodes-ready/m1', phase: 'verify', title: 'nodes-ready', host: 'm1' },
  { id: 'join/w1', phase: 'workers', title: 'join', host: 'w1' },
];

/** A run of four steps that begins at 1000 ms. */
export const started: RunEvent = { at: 1000, type: 'run-started', run: 'r1', cluster: 'demo', steps };

/** The state of a run after these events. */
export const stateAfter = (...events: readonly RunEvent[]): RunState => events.reduce(reduce, initialRunState);
