import type { Language } from '../../shared/problems/problem.ts';

/** The language asked for, or that of the terminal (LC_ALL, LC_MESSAGES, LANG), or English. */
export function languageOf(asked: string | undefined, environment: NodeJS.ProcessEnv): Language {
  const name = asked ?? [environment['LC_ALL'], environment['LC_MESSAGES'], environment['LANG']].find((v) => v) ?? '';
  return name.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}
