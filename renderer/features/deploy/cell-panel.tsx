import { CloseButton } from '@mantine/core';
import { useState } from 'react';
import { elapsed, stepsOf } from '../../../shared/run/selectors.ts';
import type { StepState, StepStatus } from '../../../shared/run/state.ts';
import { phaseWords, wordsOf } from '../../../shared/run/titles.ts';
import { deploy } from '../../locales/deploy.ts';
import { span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import type { Selected } from './matrix.tsx';
import { StepDoing } from './step-activity.tsx';
import { StepLog } from './step-log.tsx';
import { useReadable, type RunStore } from './use-run.ts';

export const tone: Readonly<Record<StepStatus, string>> = {
  waiting: '',
  running: 'run',
  satisfied: 'ok',
  changed: 'ok',
  skipped: 'warn',
  failed: 'bad',
  cancelled: 'warn',
};

/** One cell opened: the steps of a phase on a host, and what the chosen one printed. */
export function CellPanel({
  dir,
  store,
  cell,
  now,
  close,
}: {
  readonly dir: string;
  readonly store: RunStore;
  readonly cell: Selected;
  readonly now: number;
  readonly close: () => void;
}) {
  const words = useWords(deploy);
  const common = useWords(shared);
  const language = useLanguage();
  const state = useReadable(store);
  const steps = stepsOf(state, cell.phase, cell.host);
  const [chosen, setChosen] = useState<string | undefined>(undefined);
  const shown = steps.find(({ id }) => id === chosen) ?? telling(steps);
  return (
    <section className="panel cell-panel" aria-label={`${cell.host} ${phaseWords[cell.phase][language]}`}>
      <div className="title">
        <h2>
          <span className="mono">{cell.host}</span> · {phaseWords[cell.phase][language]}
        </h2>
        <CloseButton aria-label={common.close} onClick={close} />
      </div>
      <div className={steps.length > 1 ? 'parts beside' : 'parts'}>
        <ul className="steps">
          {steps.map((step) => (
            <li key={step.id}>
              <button type="button" aria-pressed={step.id === shown?.id} onClick={() => setChosen(step.id)}>
                <span>{wordsOf(step.title, language)}</span>
                <span className={`chip ${tone[step.status]}`}>{words.status[step.status]}</span>
                <span className="number quiet">{step.startedAt === undefined ? '' : span(elapsed(step, now), language)}</span>
                {step.status === 'running' && <StepDoing step={step} speed={state.speed} now={now} />}
              </button>
            </li>
          ))}
        </ul>
        {shown !== undefined && (
          <StepLog key={shown.id} which={{ dir, run: state.run, step: shown.id }} live={shown.status === 'running'} />
        )}
      </div>
    </section>
  );
}

/** The step that one wants to see first: what failed, or runs, or else the last that did something. */
const telling = (steps: readonly StepState[]): StepState | undefined =>
  steps.find(({ status }) => status === 'failed') ??
  steps.find(({ status }) => status === 'running') ??
  steps.findLast(({ status }) => status !== 'waiting') ??
  steps[0];
