import { Button } from '@mantine/core';
import type { Problem } from '../../../shared/problems/problem.ts';
import { failedLike, stepOfProblem } from '../../../shared/run/selectors.ts';
import { HostRemedy } from '../../components/host-remedy.tsx';
import { ProblemCard } from '../../components/problem-card.tsx';
import { deploy } from '../../locales/deploy.ts';
import { useWords } from '../../locales/language.tsx';
import { SkipStep } from './skip-step.tsx';
import type { RunStore } from './use-run.ts';

/** Nobody reads more of them at once. */
const most = 20;

/** What went wrong in a run, a card each; where the run can be gone on with, the first has the way on, and each that may has the way around. */
export function RunProblems({
  store,
  problems,
  resume,
  resuming,
}: {
  readonly store: RunStore;
  readonly problems: readonly Problem[];
  /** Goes on with the run, without these steps. */
  readonly resume: ((skip: readonly string[]) => void) | undefined;
  readonly resuming: boolean;
}) {
  const words = useWords(deploy);
  return (
    <section className="problems run-problems" aria-label={words.problems} role="alert" tabIndex={0}>
      {problems.slice(0, most).map((problem, index) => {
        const step = stepOfProblem(store.getState(), problem);
        return (
          <ProblemCard key={`${index} ${problem.code} ${problem.host ?? ''}`} problem={problem}>
            {resume === undefined ? undefined : (
              <>
                {index === 0 && (
                  <Button size="xs" loading={resuming} onClick={() => resume([])}>
                    {words.retry}
                  </Button>
                )}
                <HostRemedy problem={problem} mended={() => resume([])} />
                {step !== undefined && (
                  <SkipStep step={step} alike={failedLike(store.getState(), step)} skip={resume} busy={resuming} />
                )}
              </>
            )}
          </ProblemCard>
        );
      })}
    </section>
  );
}
