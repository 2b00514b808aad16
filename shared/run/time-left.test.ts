import { expect, it } from 'vitest';
import type { RunEvent, StepSummary } from './event.ts';
import { reduce } from './reduce.ts';
import { initialRunState, type RunState } from './state.ts';
import { timeLeft } from './time-left.ts';
import { typicalOf } from './typical.ts';

const step = (phase: StepSummary['phase'], title: string, host: string): StepSummary => ({
  id: `${title}/${host}`,
  phase,
  title,
  host,
});
const steps = [step('images', 'images', 'm1'), step('control-plane', 'init', 'm1'), step('workers', 'join', 'w1')];
const began: RunEvent = { at: 0, type: 'run-started', run: 'r', cluster: 'c', steps };
const after = (...events: RunEvent[]): RunState => [began, ...events].reduce(reduce, initialRunState);
const did = (id: string, from: number, to: number): RunEvent[] => [
  { at: from, type: 'step-started', step: id },
  { at: to, type: 'step-finished', step: id, outcome: 'changed', problems: [] },
];
const usual = (...titles: string[]): number => titles.reduce((sum, title) => sum + (typicalOf(title) ?? 0), 0);

it('says nothing until something was done, nor when nothing is left', () => {
  expect(timeLeft(after(), 1000)).toBeUndefined();
  const all = steps.flatMap(({ id }) => did(id, 0, 1000));
  expect(timeLeft(after(...all), 1000)).toBeUndefined();
});

it('is what the phases that are left usually take, where steps take as long as usual', () => {
  const took = usual('images');
  expect(timeLeft(after(...did('images/m1', 0, took)), took)).toBeCloseTo(usual('init', 'join'));
});

it('takes the speed of practice hosts for granted', () => {
  const fast = [{ ...began, speed: 10 }, ...did('images/m1', 0, usual('images') / 10)].reduce(reduce, initialRunState);
  expect(timeLeft(fast, 0)).toBeCloseTo(usual('init', 'join') / 10);
});

it('learns the pace, towards it and never beyond', () => {
  const left = (factor: number) => timeLeft(after(...did('images/m1', 0, usual('images') * factor)), 0) ?? 0;
  expect(left(4)).toBeGreaterThan(left(1));
  expect(left(4)).toBeLessThan(left(1) * 4);
  expect(left(0.1)).toBeLessThan(left(1));
});

it('grows neither to nothing nor without end where a step takes far longer than usual', () => {
  const events: RunEvent[] = [...did('images/m1', 0, usual('images')), { at: 20_000, type: 'step-started', step: 'init/m1' }];
  const state = after(...events);
  const early = timeLeft(state, 21_000) ?? 0;
  const late = timeLeft(state, 600_000) ?? 0;
  expect(late).toBeLessThan(early);
  expect(late).toBeGreaterThan(usual('join'));
});

it('is bounded by how many are sent to at once', () => {
  const many = Array.from({ length: 40 }, (_, n) => step('images', 'images', `w${n}`));
  const state = [{ ...began, steps: many }, ...did('images/w0', 0, usual('images'))].reduce(reduce, initialRunState);
  expect(timeLeft(state, 0)).toBeCloseTo((39 / 4) * usual('images'));
});
