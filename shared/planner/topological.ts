import type { Step } from '../model/plan.ts';

/** The steps in an order in which each comes after all that it needs, otherwise as they were given. Linear in steps and needs. */
export function topological(steps: readonly Step[]): Step[] {
  const byId = new Map(steps.map((s) => [s.id, s]));
  const waiting = new Map(steps.map((s) => [s.id, s.needs.length]));
  const dependants = new Map<string, Step[]>();
  for (const s of steps) {
    for (const need of s.needs) {
      if (!byId.has(need)) throw new Error(`${s.id} needs ${need}, which is not in the plan`);
      const list = dependants.get(need);
      if (list) list.push(s);
      else dependants.set(need, [s]);
    }
  }
  const ordered: Step[] = steps.filter((s) => s.needs.length === 0);
  for (const s of ordered) {
    for (const dependant of dependants.get(s.id) ?? []) {
      const left = (waiting.get(dependant.id) ?? 0) - 1;
      waiting.set(dependant.id, left);
      if (left === 0) ordered.push(dependant);
    }
  }
  if (ordered.length !== steps.length) throw new Error('the plan has a cycle');
  return ordered;
}
