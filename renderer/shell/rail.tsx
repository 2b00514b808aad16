import { useMemo } from 'react';
import { useWords } from '../locales/language.tsx';
import { shell } from '../locales/shell.ts';
import { deploymentSteps, hashOf, surveySteps, type ScreenName, type StepName } from '../router/route.ts';
import { useCluster } from '../store/use-cluster.tsx';
import { wasBegun } from '../store/was-begun.ts';
import { stepState, type StepState } from './step-state.ts';

const marks: Readonly<Record<StepState, string | undefined>> = {
  todo: undefined,
  done: '✓',
  attention: '!',
  busy: '…',
  paused: '‖',
  unknown: '?',
};

/** The steps of a deployment or a survey with the state of each, and below them the cluster's status once there may be one. Any of them can be gone to at any time. */
export function Rail({ dir, current }: { readonly dir: string; readonly current: ScreenName | undefined }) {
  const words = useWords(shell);
  const { summary, draft, kept, bundle, hosts, surveying, lost } = useCluster((state) => state);
  const isSurvey = draft.purpose === 'survey';
  const names: readonly StepName[] = isSurvey ? surveySteps : deploymentSteps;
  const states = useMemo(
    () => names.map((step) => stepState(step, { summary, draft, kept, bundle, hosts, surveying, lost })),
    [names, summary, draft, kept, bundle, hosts, surveying, lost],
  );
  return (
    <nav className="rail" aria-label={isSurvey ? words.surveyRail : words.rail}>
      <ol>
        {names.map((step, index) => {
          const state = states[index] ?? 'todo';
          const says = words.stepState[state];
          return (
            <li key={step}>
              <a
                href={hashOf({ page: 'cluster', dir, step })}
                aria-current={step === current ? 'step' : undefined}
                data-state={state}
              >
                <span className="mark" aria-hidden>
                  {marks[state] ?? index + 1}
                </span>
                <span>
                  {words.steps[step]}
                  {says !== '' && <small>{says}</small>}
                </span>
              </a>
            </li>
          );
        })}
      </ol>
      {!isSurvey && wasBegun(summary) && (
        <a
          className="beside"
          href={hashOf({ page: 'cluster', dir, step: 'status' })}
          aria-current={current === 'status' ? 'page' : undefined}
        >
          <span className="mark" aria-hidden>
            ≡
          </span>
          {words.steps.status}
        </a>
      )}
    </nav>
  );
}
