import { explain, type Language, type Problem } from '../../shared/problems/problem.ts';

const words = {
  en: { found: 'found', expected: 'expected', todo: 'to do', evidence: 'it said' },
  zh: { found: '实际', expected: '期望', todo: '处理', evidence: '输出' },
} as const;

/** A problem as lines for a person: where and what, found, expected, what to do. */
export function problemLines(problem: Problem, language: Language): string[] {
  const text = explain(problem, language);
  const w = words[language];
  return [
    `${problem.host === undefined ? '' : `${problem.host}: `}${text.what}  [${problem.code}]`,
    `    ${w.found}: ${text.found}`,
    `    ${w.expected}: ${text.expected}`,
    ...text.remedies.map((remedy) => `    ${w.todo}: ${remedy}`),
    ...(problem.evidence ?? []).map((line) => `    ${w.evidence}: ${line}`),
  ];
}
