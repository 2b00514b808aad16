import { describe, expect, test } from 'vitest';
import type { Outcome, RunEvent } from '../../../shared/run/event.ts';
import { started } from './events.fixture.ts';
import { lineProgress } from './lines.ts';

function linesOf(language: 'en' | 'zh', events: readonly RunEvent[]): string[] {
  const lines: string[] = [];
  const progress = lineProgress((text) => lines.push(text), language);
  for (const event of events) progress.event(event);
  return lines;
}

const begun = (at: number, step: string): RunEvent => ({ at, type: 'step-started', step });
const ended = (at: number, step: string, outcome: Outcome): RunEvent => ({
  at,
  type: 'step-finished',
  step,
  outcome,
  problems: [],
});

describe('progress in lines', () => {
  test('a step that ends is a line: the time of the run, the host, the step, and how long it took', () => {
    expect(linesOf('en', [started, begun(2000, 'images/m1'), ended(66_000, 'images/m1', 'changed')])).toEqual([
      '    1:05  m1           images: done (1:04)\n',
    ]);
    expect(linesOf('zh', [started, begun(2000, 'join/w1'), ended(3200, 'join/w1', 'failed')])).toEqual([
      '   2.2 s  w1           kubeadm join: 失败 (1.2 s)\n',
    ]);
  });

  test('a step that was skipped is a line', () => {
    expect(linesOf('en', [started, begun(2000, 'join/w1'), ended(2000, 'join/w1', 'skipped')])).toEqual([
      '   1.0 s  w1           kubeadm join: SKIPPED (0.0 s)\n',
    ]);
  });

  test('what a step waits for is a line', () => {
    expect(
      linesOf('en', [
        started,
        begun(1000, 'nodes-ready/m1'),
        { at: 1500, type: 'step-waiting', step: 'nodes-ready/m1', what: 'w1' },
      ]),
    ).toEqual(['   0.5 s  m1           proof: every node is Ready: waits for w1\n']);
  });

  test('a step with nothing to do, a beginning, output and bytes are no lines', () => {
    expect(
      linesOf('en', [
        started,
        begun(1000, 'prepare/m1'),
        { at: 1100, type: 'step-output', step: 'prepare/m1', line: 'x' },
        { at: 1100, type: 'step-progress', step: 'prepare/m1', sent: 1, total: 2 },
        ended(1200, 'prepare/m1', 'satisfied'),
      ]),
    ).toEqual([]);
  });

  test('an event of a step that the plan does not have is no line', () => {
    expect(linesOf('en', [started, ended(2000, 'gone/m9', 'changed')])).toEqual([]);
  });
});
