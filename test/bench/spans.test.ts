import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../shared/run/event.ts';
import { chainOf, type Span, spansOf } from './spans.ts';

const span = (what: string, from: number, to: number): Span => ({ what, from, to });

describe('spansOf', () => {
  it('gives each step its time from the start of the process, and what came before the first', () => {
    const events: RunEvent[] = [
      { at: 2000, type: 'run-started', run: 'r', cluster: 'c', steps: [] },
      { at: 2500, type: 'step-started', step: 'prepare/m1' },
      { at: 4000, type: 'step-finished', step: 'prepare/m1', outcome: 'changed', problems: [] },
    ];
    expect(spansOf(events, 1000)).toEqual([span('reach, survey, check, plan, compare', 0, 1), span('prepare/m1', 1.5, 3)]);
  });
});

describe('chainOf', () => {
  it('goes back over what ended last before each began', () => {
    const first = span('prepare/m1', 0, 2);
    const slow = span('images/m1', 2, 9);
    const quick = span('certificates/m1', 2, 3);
    const end = span('proof/m1', 9, 10);
    expect(chainOf([first, quick, slow, end], 'proof/')).toEqual([first, slow, end]);
  });

  it('is empty where there is no such end', () => {
    expect(chainOf([span('prepare/m1', 0, 2)], 'proof/')).toEqual([]);
  });
});
