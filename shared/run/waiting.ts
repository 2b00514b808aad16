import type { Language } from '../problems/problem.ts';

const connection = /^connection: (.+)$/;

/** What a step waits for whose host's connection broke. */
export const connectionTo = (host: string): string => `connection: ${host}`;

/** What a step waits for, in words; what a proof or a program says is shown as it is. */
export function waitingWords(what: string, language: Language): string {
  const host = connection.exec(what)?.[1];
  if (host === undefined) return what;
  return language === 'en' ? `the connection to ${host}, which was lost` : `与 ${host} 的连接恢复（连接已中断）`;
}
