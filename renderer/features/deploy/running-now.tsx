import { running } from '../../../shared/run/selectors.ts';
import { Panel } from '../../components/panel.tsx';
import { deploy } from '../../locales/deploy.ts';
import { useWords } from '../../locales/language.tsx';
import type { Selected } from './matrix.tsx';
import { StepActivity } from './step-activity.tsx';
import { useReadable, type RunStore } from './use-run.ts';

/** More running steps than this do not help a reader. */
const shownSteps = 40;

/** What runs at the moment, the longest first. */
export function RunningNow({
  store,
  now,
  select,
}: {
  readonly store: RunStore;
  readonly now: number;
  readonly select: (cell: Selected) => void;
}) {
  const words = useWords(deploy);
  const state = useReadable(store);
  const steps = running(state);
  return (
    <Panel title={words.runningNow} aside={<span className="chip run number">{steps.length}</span>} flush>
      <ul className="activities">
        {steps.slice(0, shownSteps).map((step) => (
          <StepActivity
            key={step.id}
            step={step}
            speed={state.speed}
            now={now}
            open={() => select({ host: step.host, phase: step.phase })}
          />
        ))}
        {steps.length === 0 && <li className="blank">{words.nothingRuns}</li>}
        {steps.length > shownSteps && <li className="blank">{words.more(steps.length - shownSteps)}</li>}
      </ul>
    </Panel>
  );
}
