import { explain, type Language } from '../../../shared/problems/problem.ts';
import type { FieldProblems } from '../nodes/field-problems.ts';

/** What is said below a field; nothing where it is only missing yet. */
export function fieldError(wrong: FieldProblems, at: string, language: Language): string | undefined {
  const first = wrong.get(at)?.[0];
  if (first === undefined || first.code === 'spec.missing') return undefined;
  const said = explain(first, language);
  // what has no form of its own is wrong together with something else: that is told whole
  return first.code === 'spec.value' ? said.expected : `${said.what}: ${said.found}`;
}
