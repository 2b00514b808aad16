import assert from 'node:assert/strict';
import { explain, type Problem } from '../../../shared/problems/problem.ts';

/** The texts of a problem say in both languages what happened, what was found and expected, and what to do. */
export function assertExplained(problem: Problem): void {
  for (const language of ['en', 'zh'] as const) {
    const { what, found, expected, remedies } = explain(problem, language);
    for (const text of [what, found, expected, ...remedies]) assert.notEqual(text.trim(), '');
    assert.ok(remedies.length > 0, 'nothing to do about it');
  }
}
