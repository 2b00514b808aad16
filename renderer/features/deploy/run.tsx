import { Button, Modal, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useAction } from '../../api/use-action.ts';
import { HostRemedy } from '../../components/host-remedy.tsx';
import { ProblemCard, ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { Loading } from '../../components/states.tsx';
import { deploy } from '../../locales/deploy.ts';
import { useWords } from '../../locales/language.tsx';
import { steps as stepWords } from '../../locales/steps.ts';
import { hashOf } from '../../router/route.ts';
import { useCluster, useClusterStore } from '../../store/use-cluster.tsx';
import { CellPanel } from './cell-panel.tsx';
import { Matrix, type Selected } from './matrix.tsx';
import { useNow } from './use-now.ts';
import { RunSummary } from './run-summary.tsx';
import { RunningNow } from './running-now.tsx';
import { useRun } from './use-run.ts';
import { useWakeLock } from './use-wake-lock.ts';

const shownProblems = 20;

/** A run, live: how far it is, the matrix, what runs now and what it waits for, what went wrong and how it goes on. */
export function Run({ dir, run }: { readonly dir: string; readonly run: string }) {
  const words = useWords(deploy);
  const before = useWords(stepWords).doing;
  const store = useClusterStore();
  const stage = useCluster((known) => known.summary.stage);
  const { store: live, paused, doing, stream } = useRun(dir, run);
  const status = useStore(live, (state) => state.status);
  const problems = useStore(live, (state) => state.problems);
  const total = useStore(live, (state) => state.steps.length);
  const renews = useStore(live, ({ steps: [first] }) => first?.title === 'renew' || first?.title === 'renew-kubelet');
  const hosts = useStore(live, (state) => state.hosts.length);
  const [selected, select] = useState<Selected | undefined>(undefined);
  const [filter, setFilter] = useState('');
  const [cancelling, setCancelling] = useState(false);
  const over = stream.state === 'ended';
  const unfinished = status === 'running' || status === 'not-started';
  const goesOn = !over && stream.state !== 'failed' && unfinished;
  const now = useNow(goesOn);
  useWakeLock(goesOn);
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
  const interrupted = over && unfinished;
  const canResume = !goesOn && stage !== 'finished' && status !== 'success';
  const title = interrupted ? words.interrupted : (renews ? words.renewal : words.run)[status];

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
          {status === 'success' && (
            <Button component="a" href={hashOf({ page: 'cluster', dir, step: 'hand-over' })}>
              {words.toHandOver}
            </Button>
          )}
        </>
      }
    >
      <ProblemList problems={[...control.problems, ...resume.problems, ...(stream.state === 'failed' ? stream.problems : [])]} />
      {total === 0 && goesOn && <Loading what={doing === undefined ? title : `${before[doing]}…`} />}
      {total > 0 && <RunSummary store={live} title={title} now={now} goesOn={goesOn && !paused} />}
      {problems.length > 0 && (
        <section className="problems run-problems" aria-label={words.problems} role="alert">
          {problems.slice(0, shownProblems).map((problem, index) => (
            <ProblemCard
              key={`${index} ${problem.code} ${problem.host ?? ''}`}
              problem={problem}
              retry={canResume && index === 0 ? () => resume.run() : undefined}
              retrying={resume.busy}
            >
              {canResume ? <HostRemedy problem={problem} mended={() => resume.run()} /> : undefined}
            </ProblemCard>
          ))}
        </section>
      )}
      {total > 0 && (
        <div className={interrupted ? 'run-view cut-off' : 'run-view'}>
          <div className="left">
            <div className="matrix-tools">
              {hosts > 12 && (
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
            <Matrix store={live} filter={filter} now={now} selected={selected} select={select} />
          </div>
          {selected !== undefined ? (
            <CellPanel
              key={`${selected.host} ${selected.phase}`}
              dir={dir}
              store={live}
              cell={selected}
              now={now}
              close={() => select(undefined)}
            />
          ) : (
            goesOn && <RunningNow store={live} now={now} select={select} />
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
    </Screen>
  );
}
