import { Progress } from '@mantine/core';
import { useMemo } from 'react';
import { counts, elapsed } from '../../../shared/run/selectors.ts';
import { timeLeft } from '../../../shared/run/time-left.ts';
import { deploy } from '../../locales/deploy.ts';
import { number, span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { useReadable, type RunStore } from './use-run.ts';

/** How far a run is, how long it took, and how long it still takes, which is reckoned once a second. */
export function RunSummary({
  store,
  title,
  now,
  over,
  goesOn,
}: {
  readonly store: RunStore;
  /** How the run stands, in a word: said aloud with every tenth step. */
  readonly title: string;
  readonly now: number;
  readonly over: boolean;
  /** Neither over nor paused: its time runs. */
  readonly goesOn: boolean;
}) {
  const words = useWords(deploy);
  const language = useLanguage();
  const state = useReadable(store);
  const { done, skipped, total } = counts(state);
  const took = elapsed(state, goesOn ? Math.max(now, state.at) : state.at);
  const left = useMemo(() => (goesOn ? timeLeft(store.getState(), now) : undefined), [store, goesOn, now]);
  return (
    <div className="run-summary">
      <Progress.Root size="md">
        <Progress.Section value={((done + skipped) / total) * 100} aria-label={words.steps(String(done), String(total))} />
      </Progress.Root>
      <div className="number">
        <strong>{words.steps(number(done, language), number(total, language))}</strong>
        {skipped > 0 && <span className="chip warn">{words.skipped(skipped)}</span>}
        <span className="quiet">{(over ? words.took : words.elapsed)(span(took, language))}</span>
        {left !== undefined && <span className="quiet">{words.left(Math.ceil(left / 60_000))}</span>}
      </div>
      <span className="unseen" role="status">
        {title} {words.steps(number(Math.floor(done / 10) * 10, language), number(total, language))}
      </span>
    </div>
  );
}
