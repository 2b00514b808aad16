import type { Language } from '../problems/problem.ts';
import { amissWords } from '../proof/amiss.ts';

/** What a step waits for, as its event holds it: a line each. */
export const waitingFor = (amiss: readonly string[]): string => amiss.slice(0, 5).join('\n');

const separator = { en: ', ', zh: '、' } as const;

/** What a step waits for, in words; what a program says is shown as it is. */
export const waitingWords = (what: string, language: Language): string =>
  what
    .split('\n')
    .map((line) => amissWords(line, language))
    .join(separator[language]);
