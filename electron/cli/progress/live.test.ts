import { describe, expect, test } from 'vitest';
import type { RunEvent, StepSummary } from '../../../shared/run/event.ts';
import { widthOf } from '../columns.ts';
import { started, stateAfter } from './events.fixture.ts';
import { liveLines } from './live.ts';

const begun = (at: number, step: string): RunEvent => ({ at, type: 'step-started', step });
const bar = (filled: number) => '█'.repeat(filled) + '░'.repeat(30 - filled);

describe('the view of a running deployment', () => {
  test('says how far the run is, and what each running step is at', () => {
    const state = stateAfter(
      started,
      begun(1000, 'prepare/m1'),
      { at: 2000, type: 'step-finished', step: 'prepare/m1', outcome: 'changed', problems: [] },
      begun(2000, 'images/m1'),
      { at: 2500, type: 'step-progress', step: 'images/m1', sent: 12_400_000, total: 300_000_000 },
      begun(3000, 'join/w1'),
      { at: 3100, type: 'step-output', step: 'join/w1', line: '[preflight] Running pre-flight checks' },
    );
    expect(liveLines(state, 4000, 'en', 100)).toEqual([
      `${bar(8)} 1/4  3.0 s`,
      '  m1           images  2.0 s  12 / 300 MB',
      '  w1           kubeadm join  1.0 s  [preflight] Running pre-flight checks',
    ]);
  });

  test('what a step waits for is more telling than what it printed', () => {
    const state = stateAfter(
      started,
      begun(1000, 'nodes-ready/m1'),
      { at: 1100, type: 'step-output', step: 'nodes-ready/m1', line: 'x' },
      { at: 1200, type: 'step-waiting', step: 'nodes-ready/m1', what: 'w1, w2' },
    );
    expect(liveLines(state, 1500, 'zh', 100)[1]).toBe('  m1           验证：所有节点 Ready  0.5 s  w1, w2');
  });

  test('no line is as wide as the terminal, in Chinese neither, so that none wraps', () => {
    const state = stateAfter(started, begun(1000, 'nodes-ready/m1'), {
      at: 1100,
      type: 'step-waiting',
      step: 'nodes-ready/m1',
      what: '节点'.repeat(100),
    });
    for (let width = 2; width < 120; width++)
      for (const line of liveLines(state, 2000, 'zh', width)) expect(widthOf(line)).toBeLessThan(width);
    expect(widthOf(liveLines(state, 2000, 'zh', 60)[1] ?? '')).toBeGreaterThanOrEqual(58);
  });

  test('of many running steps the first are shown, and how many more there are', () => {
    const steps: StepSummary[] = Array.from({ length: 40 }, (_, i) => ({
      id: `images/w${i}`,
      phase: 'images',
      title: 'images',
      host: `w${i}`,
    }));
    const state = stateAfter({ ...started, steps } as RunEvent, ...steps.map(({ id }) => begun(1000, id)));
    const lines = liveLines(state, 1000, 'en', 80);
    expect(lines).toHaveLength(14);
    expect(lines[1]).toMatch(/^ {2}w0 /);
    expect(lines.at(-1)).toBe('  … 28');
  });

  test('before a plan is known there is an empty bar', () => {
    expect(liveLines(stateAfter(), 5000, 'en', 80)).toEqual([`${bar(0)} 0/0  0.0 s`]);
  });
});
