import type { Phase } from '../model/plan.ts';
import { elapsed } from './selectors.ts';
import type { RunState, StepState } from './state.ts';
import { typicalOf } from './typical.ts';

/** Steps of which nothing was measured. */
const unknownMs = 5_000;
/** Of these phases few steps go at once: they are sent what they need from the operator's machine. */
const sending: ReadonlySet<Phase> = new Set(['packages', 'images']);
const lanes = { sending: 4, others: 64, host: 3 };
/** The measured figures weigh as much as this much work that was seen. */
const prior = 20_000;
const slowest = 20;

const usual = (step: StepState, speed: number): number => (typicalOf(step.title) ?? unknownMs) / speed;

/**
 * How long a run still takes, in ms: what is left of each phase by the usual figures, one phase after the other, at the pace that was
 * seen so far. Undefined where nothing is left, or nothing was done yet to judge by.
 */
export function timeLeft(state: RunState, now: number): number | undefined {
  const rest = new Map<Phase, { readonly hosts: Map<string, number>; sum: number; longest: number }>();
  let usually = 0;
  let took = 0;
  for (const step of state.steps) {
    if (step.status === 'changed') {
      usually += usual(step, state.speed);
      took += elapsed(step, now);
    }
    if (step.status !== 'waiting' && step.status !== 'running') continue;
    const left = remaining(step, state.speed, now);
    const phase = rest.get(step.phase) ?? { hosts: new Map<string, number>(), sum: 0, longest: 0 };
    rest.set(step.phase, phase);
    phase.hosts.set(step.host, (phase.hosts.get(step.host) ?? 0) + left);
    phase.sum += left;
    phase.longest = Math.max(phase.longest, left);
  }
  if (rest.size === 0 || usually === 0) return undefined;
  const weight = prior / state.speed;
  const pace = Math.min(slowest, (took + weight) / (usually + weight));
  let ms = 0;
  for (const [phase, { hosts, sum, longest }] of rest) {
    const busiest = Math.max(...hosts.values()) / lanes.host;
    ms += Math.max(longest, busiest, sum / (sending.has(phase) ? lanes.sending : lanes.others));
  }
  return ms * pace;
}

/** What is sent says itself how far it is; a step that is over its time is taken to need a little longer. */
function remaining(step: StepState, speed: number, now: number): number {
  const whole = usual(step, speed);
  if (step.status === 'waiting') return whole;
  const { progress } = step;
  const done = progress !== undefined && progress.total > 0 ? progress.sent / progress.total : elapsed(step, now) / whole;
  return whole * Math.max(0.1, 1 - done);
}
