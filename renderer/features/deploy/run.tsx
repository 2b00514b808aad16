import { Button, Modal, Progress, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { counts, elapsed, running } from '../../../shared/run/selectors.ts';
import type { RunState } from '../../../shared/run/state.ts';
import { useAction } from '../../api/use-action.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemCard, ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { Loading } from '../../components/states.tsx';
import { deploy } from '../../locales/deploy.ts';
import { number, span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { steps as stepWords } from '../../locales/steps.ts';
import { hashOf } from '../../router/route.ts';
import { useCluster, useClusterStore } from '../../store/use-cluster.tsx';
import { CellPanel } from './cell-panel.tsx';
import { Matrix, type Selected } from './matrix.tsx';
import { StepActivity } from './step-activity.tsx';
import { useNow } from './use-now.ts';
import { useRun } from './use-run.ts';

/** More running steps than this do not help a reader. */
const shownSteps = 40;
const shownProblems = 20;

/** A run, live: how far it is, the matrix, what runs now and what it waits for, what went wrong and how it goes on. */
export function Run({ dir, run }: { readonly dir: string; readonly run: string }) {
  const words = useWords(deploy);
  const language = useLanguage();
  const before = useWords(stepWords).doing;
  const store = useClusterStore();
  const stage = useCluster((known) => known.summary.stage);
  const { state, paused, doing, stream } = useRun(dir, run);
  const [selected, select] = useState<Selected | undefined>(undefined);
  const [filter, setFilter] = useState('');
  const [cancelling, setCancelling] = useState(false);
  const over = stream.state === 'ended';
  const live = !over && stream.state !== 'failed';
  const goesOn = live && (state.status === 'running' || state.status === 'not-started');
  const now = useNow(goesOn);
  const { done, total } = counts(state);
  useEffect(() => {
    // How the run ended is the cluster's state now.
    if (over) void store.getState().refresh();
  }, [over, store]);

  const control = useAction(async (engine, signal, what: 'runs.pause' | 'runs.continue' | 'runs.cancel') => {
    await engine[what]({ dir, run }, signal);
  });
  const resume = useAction(async (engine, signal) => {
    await engine['runs.resume']({ dir }, signal);
    await store.getState().refresh();
  });
  const interrupted = over && (state.status === 'running' || state.status === 'not-started');
  const canResume = !goesOn && stage !== 'finished' && state.status !== 'success';
  const title = interrupted ? words.interrupted : words.run[state.status];
  const steps = running(state);

  return (
    <Screen
      wide
      title={title}
      lead={goesOn ? words.lead : undefined}
      why={paused && goesOn ? words.paused : undefined}
      actions={
        <>
          {goesOn && (
            <>
              <Button variant="subtle" color="red" onClick={() => setCancelling(true)}>
                {words.cancel}
              </Button>
              <Button
                variant={paused ? 'filled' : 'default'}
                loading={control.busy}
                onClick={() => control.run(paused ? 'runs.continue' : 'runs.pause')}
              >
                {paused ? words.continue : words.pause}
              </Button>
            </>
          )}
          {canResume && (
            <Button loading={resume.busy} onClick={() => resume.run()}>
              {words.resume}
            </Button>
          )}
          {state.status === 'success' && (
            <Button component="a" href={hashOf({ page: 'cluster', dir, step: 'hand-over' })}>
              {words.toHandOver}
            </Button>
          )}
        </>
      }
    >
      <ProblemList problems={[...control.problems, ...resume.problems, ...(stream.state === 'failed' ? stream.problems : [])]} />
      {total === 0 && goesOn && <Loading what={doing === undefined ? title : `${before[doing]}…`} />}
      {total > 0 && <Summary state={state} done={done} total={total} now={now} goesOn={goesOn && !paused} />}
      {state.problems.length > 0 && (
        <section className="problems run-problems" aria-label={words.problems} role="alert">
          {state.problems.slice(0, shownProblems).map((problem, index) => (
            <ProblemCard
              key={`${index} ${problem.code} ${problem.host ?? ''}`}
              problem={problem}
              retry={canResume && index === 0 ? () => resume.run() : undefined}
              retrying={resume.busy}
            />
          ))}
        </section>
      )}
      {total > 0 && (
        <div className="run-view">
          <div className="left">
            <div className="matrix-tools">
              {state.hosts.length > 12 && (
                <TextInput
                  size="xs"
                  aria-label={words.filter}
                  placeholder={words.filter}
                  value={filter}
                  onChange={(event) => setFilter(event.currentTarget.value.trim())}
                />
              )}
              <small className="quiet">{words.matrixHint}</small>
            </div>
            <Matrix state={state} filter={filter} selected={selected} select={select} />
          </div>
          {selected !== undefined ? (
            <CellPanel
              key={`${selected.host} ${selected.phase}`}
              dir={dir}
              state={state}
              cell={selected}
              now={now}
              close={() => select(undefined)}
            />
          ) : (
            goesOn && (
              <Panel title={words.runningNow} aside={<span className="chip run number">{steps.length}</span>} flush>
                <ul className="activities">
                  {steps.slice(0, shownSteps).map((step) => (
                    <StepActivity
                      key={step.id}
                      step={step}
                      now={now}
                      open={() => select({ host: step.host, phase: step.phase })}
                    />
                  ))}
                  {steps.length === 0 && <li className="blank">{words.nothingRuns}</li>}
                  {steps.length > shownSteps && <li className="blank">{words.more(steps.length - shownSteps)}</li>}
                </ul>
              </Panel>
            )
          )}
        </div>
      )}
      <Modal opened={cancelling} onClose={() => setCancelling(false)} title={words.cancelTitle} withCloseButton={false}>
        <p>{words.cancelLead}</p>
        <div className="dialog-actions">
          <Button
            variant="default"
            onClick={() => {
              setCancelling(false);
              control.run('runs.cancel');
            }}
          >
            {words.cancel}
          </Button>
          <Button data-autofocus onClick={() => setCancelling(false)}>
            {words.keep}
          </Button>
        </div>
      </Modal>
      <span className="unseen" role="status">
        {title} {words.steps(number(Math.floor(done / 10) * 10, language), number(total, language))}
      </span>
    </Screen>
  );
}

function Summary({
  state,
  done,
  total,
  now,
  goesOn,
}: {
  readonly state: RunState;
  readonly done: number;
  readonly total: number;
  readonly now: number;
  readonly goesOn: boolean;
}) {
  const words = useWords(deploy);
  const language = useLanguage();
  const took = elapsed(state, goesOn ? Math.max(now, state.at) : state.at);
  // Too early, a guess would only jump about.
  const left = goesOn && done >= total * 0.1 && done > 0 ? (took / done) * (total - done) : undefined;
  return (
    <div className="run-summary">
      <Progress.Root size="md">
        <Progress.Section value={(done / total) * 100} aria-label={words.steps(String(done), String(total))} />
      </Progress.Root>
      <div className="number">
        <strong>{words.steps(number(done, language), number(total, language))}</strong>
        <span className="quiet">{goesOn ? words.elapsed(span(took)) : words.took(span(took))}</span>
        {left !== undefined && <span className="quiet">{words.left(span(left))}</span>}
      </div>
    </div>
  );
}
