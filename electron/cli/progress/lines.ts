import type { Language } from '../../../shared/problems/problem.ts';
import { reduce } from '../../../shared/run/reduce.ts';
import { elapsed, stepOf } from '../../../shared/run/selectors.ts';
import { initialRunState } from '../../../shared/run/state.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { waitingWords } from '../../../shared/run/waiting.ts';
import { type Progress, seconds } from './progress.ts';

const outcomeWords = {
  en: {
    satisfied: 'nothing to do',
    changed: 'done',
    skipped: 'SKIPPED',
    failed: 'FAILED',
    cancelled: 'cancelled',
    waits: 'waits for',
  },
  zh: { satisfied: '无需更改', changed: '完成', skipped: '已跳过', failed: '失败', cancelled: '已取消', waits: '等待' },
} as const;

/** One line a step, as it begins to wait and as it ends: for pipes, logs and terminals that cannot be redrawn. */
export function lineProgress(write: (text: string) => void, language: Language): Progress {
  const words = outcomeWords[language];
  let state = initialRunState;
  const line = (at: number, host: string, text: string) =>
    write(`${seconds(elapsed(state, at)).padStart(8)}  ${host.padEnd(12)} ${text}\n`);
  return {
    note: (text) => write(`${text}\n`),
    event: (event) => {
      state = reduce(state, event);
      if (event.type !== 'step-finished' && event.type !== 'step-waiting') return;
      const step = stepOf(state, event.step);
      if (!step) return;
      const title = wordsOf(step.title, language);
      if (event.type === 'step-waiting')
        line(event.at, step.host, `${title}: ${words.waits} ${waitingWords(event.what, language)}`);
      else if (event.outcome !== 'satisfied')
        line(event.at, step.host, `${title}: ${words[event.outcome]} (${seconds(elapsed(step, event.at))})`);
    },
    end: () => undefined,
  };
}
