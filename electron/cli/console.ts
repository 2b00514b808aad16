import { createInterface } from 'node:readline/promises';
import type { Finding } from '../../shared/checks/check.ts';
import type { Language, Problem } from '../../shared/problems/problem.ts';
import { askSecret } from '../engine/vault/ask-secret.ts';
import { problemLines } from './explain.ts';

/** Where the program speaks to a person: results on stdout, problems and questions on stderr. */
export interface Console {
  readonly language: Language;
  /** A person is there to be asked. */
  readonly interactive: boolean;
  readonly print: (text: string) => void;
  readonly problems: (problems: readonly Problem[]) => void;
  readonly warnings: (findings: readonly Finding[]) => void;
  /** A question to be answered with yes; anything else is no. */
  readonly confirm: (question: string, signal: AbortSignal) => Promise<boolean>;
  /** A line that is typed unseen. */
  readonly secret: (question: string, signal: AbortSignal) => Promise<string>;
  /** A line that is typed and seen. */
  readonly line: (question: string, signal: AbortSignal) => Promise<string>;
}

export function openConsole(language: Language, json: boolean, interrupt: () => void): Console {
  const { stdin, stdout, stderr } = process;
  const word = { warning: { en: 'warning', zh: '警告' }, problem: { en: 'problem', zh: '问题' } };
  const say = (kind: keyof typeof word, problem: Problem) =>
    stderr.write(`${word[kind][language]}: ${problemLines(problem, language).join('\n')}\n`);
  const line = async (question: string, signal: AbortSignal) => {
    const readline = createInterface({ input: stdin, output: stderr });
    try {
      return await readline.question(question, { signal });
    } finally {
      readline.close();
    }
  };
  return {
    language,
    interactive: stdin.isTTY && stderr.isTTY,
    print: (text) => void stdout.write(text),
    problems: (problems) => {
      if (json) stdout.write(`${JSON.stringify({ type: 'problems', problems })}\n`);
      for (const problem of problems) say('problem', problem);
    },
    warnings: (findings) => {
      if (json) stdout.write(`${JSON.stringify({ type: 'warnings', findings })}\n`);
      for (const { problem } of findings) say('warning', problem);
    },
    confirm: async (question, signal) => /^(y|yes|是|好)$/i.test((await line(`${question} [y/N] `, signal)).trim()),
    secret: (question, signal) => askSecret(question, { input: stdin, output: stderr, interrupt }, signal),
    line,
  };
}
