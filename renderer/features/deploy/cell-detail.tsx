import { elapsed, stepsOf } from '../../../shared/run/selectors.ts';
import { phaseWords, wordsOf } from '../../../shared/run/titles.ts';
import { deploy } from '../../locales/deploy.ts';
import { span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { tone } from './cell-panel.tsx';
import type { Selected } from './matrix.tsx';
import { StepDoing } from './step-activity.tsx';
import { useReadable, type RunStore } from './use-run.ts';

/** What the cell that is pointed at, or has the focus, is at: one line for its step that runs, or for the last that did something. */
export function CellDetail({
  store,
  cell,
  now,
}: {
  readonly store: RunStore;
  readonly cell: Selected | undefined;
  readonly now: number;
}) {
  const words = useWords(deploy);
  const language = useLanguage();
  const state = useReadable(store);
  if (cell === undefined) return <div className="cell-detail" id="cell-detail" />;
  const steps = stepsOf(state, cell.phase, cell.host);
  const active = steps.filter(({ status }) => status === 'running' || status === 'failed');
  const step = active[0] ?? steps.findLast(({ status }) => status !== 'waiting') ?? steps[0];
  const done = steps.filter(({ status }) => status === 'changed' || status === 'satisfied').length;
  return (
    <div className="cell-detail" id="cell-detail">
      <span>
        <strong className="mono">{cell.host}</strong> · <strong>{phaseWords[cell.phase][language]}</strong>
        {steps.length > 1 && <span className="quiet"> · {words.stepsOf(done, steps.length)}</span>}
      </span>
      {step !== undefined && (
        <span>
          <span className={`chip ${tone[step.status]}`}>{words.status[step.status]}</span> {wordsOf(step.title, language)}
          {step.startedAt !== undefined && <span className="quiet number"> · {span(elapsed(step, now), language)}</span>}
          {active.length > 1 && <span className="quiet"> · {words.andMore(active.length - 1)}</span>}
        </span>
      )}
      {step?.status === 'running' && <StepDoing step={step} speed={state.speed} now={now} />}
    </div>
  );
}
