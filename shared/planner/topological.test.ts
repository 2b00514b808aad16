import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Step } from '../model/plan.ts';
import { topological } from './topological.ts';

const step = (id: string, ...needs: string[]): Step => ({
  id,
  phase: 'prepare',
  title: 'prepare',
  host: 'm1',
  needs,
  risk: 'reversible',
  skippable: false,
  resources: [],
  priority: 0,
});
const ids = (steps: readonly Step[]) => steps.map((s) => s.id);

describe('the order of steps', () => {
  test('each comes after all that it needs, and none is lost or doubled', () => {
    // a step needs only ones of a lower number, so there is no cycle; they are given in any order
    const graph = fc
      .array(fc.array(fc.nat(29), { maxLength: 4 }), { maxLength: 30 })
      .map((rows) => rows.map((needs, i) => step(`s${i}`, ...new Set(needs.filter((n) => n < i).map((n) => `s${n}`)))))
      .chain((steps) => fc.shuffledSubarray(steps, { minLength: steps.length }));
    fc.assert(
      fc.property(graph, (steps) => {
        const ordered = topological(steps);
        const done = new Set<string>();
        for (const s of ordered) {
          for (const need of s.needs) expect(done).toContain(need);
          done.add(s.id);
        }
        expect(ids(ordered).sort()).toEqual(ids(steps).sort());
      }),
    );
  });

  test('what waits for nothing stays as it was given', () => {
    expect(ids(topological([step('b'), step('a'), step('c')]))).toEqual(['b', 'a', 'c']);
  });

  test('a cycle, and a need that is not there, are faults of the planner', () => {
    expect(() => topological([step('a', 'b'), step('b', 'a'), step('c')])).toThrow('cycle');
    expect(() => topological([step('a', 'gone')])).toThrow('a needs gone');
  });

  test('ten thousand steps in a chain, given backwards, are quickly ordered', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => step(`s${i}`, ...(i > 0 ? [`s${i - 1}`] : [])));
    expect(ids(topological(chain.toReversed()))).toEqual(ids(chain));
  });
});
