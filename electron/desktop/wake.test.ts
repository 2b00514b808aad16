import { describe, expect, it } from 'vitest';
import { keepingAwake } from './wake.ts';

/** A blocker, and which blocks it holds. */
function blocker() {
  const held = new Set<number>();
  let next = 0;
  return {
    held,
    start: () => {
      held.add(next);
      return next++;
    },
    stop: (id: number) => held.delete(id),
  };
}

describe('a computer is kept awake', () => {
  it('while a run goes on, by one block, and no longer', () => {
    const power = blocker();
    const busy = keepingAwake(power);
    expect(power.held.size).toBe(0);
    busy(true);
    busy(true);
    expect(power.held.size).toBe(1);
    busy(false);
    expect(power.held.size).toBe(0);
  });

  it('for each run anew, the first of which has the number 0', () => {
    const power = blocker();
    const busy = keepingAwake(power);
    for (const round of [0, 1]) {
      busy(true);
      expect([...power.held]).toEqual([round]);
      busy(false);
    }
    busy(false);
    expect(power.held.size).toBe(0);
  });
});
