import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { skippedSteps } from '../../../shared/run/selectors.ts';
import { wordsOf } from '../../../shared/run/titles.ts';
import { useAction } from '../../api/use-action.ts';
import { isLost } from '../../api/use-stream.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { Loading } from '../../components/states.tsx';
import { deploy } from '../../locales/deploy.ts';
import { moment } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { steps as stepWords } from '../../locales/steps.ts';
import { hashOf } from '../../router/route.ts';
import { useCluster, useClusterStore } from '../../store/use-cluster.tsx';
import { CancelRun } from './cancel-run.tsx';
import { CellPanel } from './cell-panel.tsx';
import { EngineLost } from './engine-lost.tsx';
import { Matrix, type Selected } from './matrix.tsx';
import { RunProblems } from './run-problems.tsx';
import { RunSummary } from './run-summary.tsx';
import { RunningNow } from './running-now.tsx';
import { useNow } from '../../components/use-now.ts';
import { type RunStore, useRun } from './use-run.ts';
import { useWakeLock } from './use-wake-lock.ts';

/** So many hosts leave room below the matrix for what runs, what went wrong and what was printed; more want the height. */
const few = 12;

/**
 * A run: how far it is, the matrix, what runs now and what it waits for, what went wrong and how it goes on. One that another came after
 * is shown as it was recorded, and nothing can be done about it.
 */
export function Run({ dir, run }: { readonly dir: string; readonly run: string }) {
  const words = useWords(deploy);
  const before = useWords(stepWords).doing;
  const language = useLanguage();
  const store = useClusterStore();
  const stage = useCluster((known) => known.summary.stage);
  const isLatest = useCluster((known) => known.summary.run?.id === run);
  const { store: live, paused, doing, stream } = useRun(dir, run);
  const status = useStore(live, (state) => state.status);
  const problems = useStore(live, (state) => state.problems);
  const total = useStore(live, (state) => state.steps.length);
  const startedAt = useStore(live, (state) => state.startedAt);
  const renews = useStore(live, ({ steps: [first] }) => first?.title === 'renew' || first?.title === 'renew-kubelet');
  const hosts = useStore(live, (state) => state.hosts.length);
  const skipped = useStore(live, (state) => state.counts.skipped);
  // closed where it is null; where nothing was chosen, the cell that failed
  const [chosen, choose] = useState<Selected | null | undefined>(undefined);
  const [filter, setFilter] = useState('');
  const over = stream.state === 'ended';
  const lost = isLost(stream);
  const unfinished = status === 'running' || status === 'not-started';
  const goesOn = stream.state === 'open' && unfinished;
  const ticking = useNow(goesOn);
  const heard = useStore(live, (state) => (goesOn ? 0 : state.at));
  // what was cut off ran no longer than it was heard of
  const now = goesOn ? ticking : heard;
  useWakeLock(goesOn);
  useEffect(() => {
    // How the run ended is the cluster's state now. Whoever left the cluster meanwhile, or lost the engine, needs it no more.
    if (over)
      store
        .getState()
        .refresh()
        .catch(() => undefined);
    if (lost) store.getState().lose();
  }, [over, lost, store]);

  const control = useAction(async (engine, signal, what: 'runs.pause' | 'runs.continue' | 'runs.cancel') => {
    await engine[what]({ dir, run }, signal);
  });
  const resume = useAction(async (engine, _signal, skip: readonly string[]) => {
    // who goes to another screen meanwhile wants it to go on none the less
    const untilDone = new AbortController().signal;
    await engine['runs.resume']({ dir, ...(skip.length > 0 && { skip: [...skip] }) }, untilDone);
    await store.getState().refresh();
  });
  const interrupted = over && unfinished;
  const canResume = isLatest && !lost && !goesOn && stage !== 'finished' && status !== 'success';
  const going = paused && goesOn ? words.pausedTitle : (renews ? words.renewal : words.run)[status];
  const title = lost ? words.lost : interrupted ? words.interrupted : going;
  const leads = [
    goesOn && !paused ? words.lead : '',
    canResume && interrupted ? words.interruptedLead : '',
    canResume && status === 'cancelled' ? words.cancelledLead : '',
    isLatest || startedAt === undefined ? '' : words.past(moment(startedAt, language)),
    skipped > 0 && status === 'success' ? words.skippedLead(namesOf(live, language)) : '',
  ].filter((lead) => lead !== '');
  const selected = chosen === undefined ? failedCell(live) : (chosen ?? undefined);

  const cards = problems.length > 0 && !lost && (
    <RunProblems store={live} problems={problems} resume={canResume ? resume.run : undefined} resuming={resume.busy} />
  );
  const panel =
    selected !== undefined ? (
      <CellPanel
        key={`${selected.host} ${selected.phase}`}
        dir={dir}
        store={live}
        cell={selected}
        now={now}
        close={() => choose(null)}
      />
    ) : (
      goesOn && <RunningNow store={live} now={now} select={choose} />
    );
  const isFew = hosts <= few;

  return (
    <Screen
      takes="window"
      title={title}
      lead={leads.length > 0 && !lost ? leads.join(' ') : undefined}
      why={paused && goesOn ? words.paused : undefined}
      actions={actions()}
    >
      {lost && <EngineLost at={live.getState().at} />}
      <ProblemList
        problems={lost ? [] : [...control.problems, ...resume.problems, ...(stream.state === 'failed' ? stream.problems : [])]}
      />
      {total === 0 && goesOn && <Loading what={doing === undefined ? title : `${before[doing]}…`} />}
      {total > 0 && <RunSummary store={live} title={title} now={now} over={!goesOn} goesOn={goesOn && !paused} />}
      {(total === 0 || !isFew) && cards}
      {total > 0 && (
        <div className={['run-view', isFew ? 'few' : '', !goesOn && status !== 'success' ? 'cut-off' : ''].join(' ')}>
          <div className="left">
            <div className="matrix-tools">
              {!isFew && (
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
            <Matrix store={live} filter={filter} now={now} selected={selected} select={choose} />
          </div>
          {isFew
            ? (cards || panel) && (
                <div className="below">
                  {cards}
                  {panel}
                </div>
              )
            : panel}
        </div>
      )}
    </Screen>
  );

  function actions() {
    if (lost) return undefined;
    if (goesOn)
      return (
        <>
          <CancelRun cancel={() => control.run('runs.cancel')} />
          <Button
            variant={paused ? 'filled' : 'default'}
            loading={control.busy}
            onClick={() => control.run(paused ? 'runs.continue' : 'runs.pause')}
          >
            {paused ? words.continue : words.pause}
          </Button>
        </>
      );
    if (!isLatest)
      return (
        <Button variant="default" component="a" href={hashOf({ page: 'cluster', dir })}>
          {words.toCluster}
        </Button>
      );
    if (status === 'success')
      return (
        <Button component="a" href={hashOf({ page: 'cluster', dir, ...(renews ? {} : { step: 'hand-over' }) })}>
          {renews ? words.toCluster : words.toHandOver}
        </Button>
      );
    // a problem's card has it itself
    if (!canResume || problems.length > 0) return undefined;
    return (
      <Button loading={resume.busy} onClick={() => resume.run([])}>
        {words.resume}
      </Button>
    );
  }
}

/** Where the first step is that failed. */
function failedCell(store: RunStore): Selected | undefined {
  const { counts, steps } = store.getState();
  return counts.failed === 0 ? undefined : [...steps].find(({ status }) => status === 'failed');
}

const namesOf = (store: RunStore, language: 'en' | 'zh'): string =>
  skippedSteps(store.getState())
    .map(({ title, host }) => `${wordsOf(title, language)} (${host})`)
    .join(language === 'zh' ? '、' : ', ');
