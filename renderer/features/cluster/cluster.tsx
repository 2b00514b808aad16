import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { useCall } from '../../api/use-call.ts';
import { FilesTable, NodesTable, Standing } from '../../components/hand-over-tables.tsx';
import { Panel } from '../../components/panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { StageChips } from '../../components/stage-chips.tsx';
import { Answer, Blank } from '../../components/states.tsx';
import { after } from '../../locales/after.ts';
import { clusterWords } from '../../locales/cluster.ts';
import { deploy } from '../../locales/deploy.ts';
import { moment, span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { shell } from '../../locales/shell.ts';
import { hashOf, type StepName } from '../../router/route.ts';
import { useCluster } from '../../store/use-cluster.tsx';
import { wasBegun } from '../../store/was-begun.ts';
import { CertificatesInShort } from './certificates-in-short.tsx';
import { CertificatesPanel } from './certificates-panel.tsx';
import { RenewDialog } from './renew-dialog.tsx';
import { VaultPanel } from './vault-panel.tsx';

/** The cluster for later: what it is, its nodes and runs, its certificates, its vault, its exports. */
export function Cluster() {
  const words = useWords(after);
  const named = useWords(clusterWords);
  const titles = useWords(shell).steps;
  const summary = useCluster((state) => state.summary);
  const { name, dir, stage, stands } = summary;
  const begun = wasBegun(summary);
  // nothing else is done to a cluster before a renewal that began is finished
  const [unfinished, setUnfinished] = useState(false);
  const [renewing, setRenewing] = useState(false);
  const renew = () => setRenewing(true);
  const next: StepName = stage === 'survey' ? 'survey' : !begun ? 'package' : stage === 'finished' ? 'hand-over' : 'deploy';
  const goOn = unfinished ? (
    <Button onClick={renew}>{named.goOnRenewing}</Button>
  ) : stage === 'finished' ? undefined : (
    <Button component="a" href={hashOf({ page: 'cluster', dir, step: next })}>
      {words.goOn}
    </Button>
  );
  return (
    <Screen
      title={name}
      aside={
        begun && (
          <Button variant="default" component="a" href={hashOf({ page: 'cluster', dir, step: 'status' })}>
            {titles.status}
          </Button>
        )
      }
      actions={goOn}
    >
      <About stands={stands}>
        {begun && <CertificatesPanel dir={dir} looked={setUnfinished} renew={renew} />}
        <VaultPanel dir={dir} />
      </About>
      {renewing && <RenewDialog dir={dir} goesOn={unfinished} close={() => setRenewing(false)} />}
    </Screen>
  );
}

/** What is known of it: of one that was never deployed, its state and its runs; around what is done with its certificates and keys. */
function About({ stands, children }: { readonly stands: boolean; readonly children: ReactNode }) {
  const words = useWords(after);
  const summary = useCluster((state) => state.summary);
  const state = [words.stage, <StageChips key="stage" of={summary} />] as const;
  const workspace = [words.workspace, summary.dir] as const;
  if (stands)
    return (
      <Stands state={state} workspace={workspace}>
        {children}
      </Stands>
    );
  return (
    <>
      <Standing facts={[state, workspace]} />
      <Runs dir={summary.dir} />
      {children}
    </>
  );
}

type Fact = readonly [string, ReactNode];

function Stands({
  state,
  workspace,
  children,
}: {
  readonly state: Fact;
  readonly workspace: Fact;
  readonly children: ReactNode;
}) {
  const words = useWords(after);
  const { dir } = useCluster(({ summary }) => summary);
  const [asked, again] = useCall(dir, (engine, signal) => engine['handOver.summary']({ dir }, signal));
  const answer = asked.state === 'answered' ? asked.answer : undefined;
  const known: readonly Fact[] = answer
    ? [
        [words.endpoint, answer.endpoint],
        [words.kubernetes, answer.kubernetes],
      ]
    : [];
  return (
    <>
      <Standing facts={[state, ...known, workspace]} />
      <div className="halves">
        <Answer of={asked} again={again}>
          {({ nodes }) => <NodesTable nodes={nodes} />}
        </Answer>
        <Runs dir={dir} />
      </div>
      {answer && <CertificatesInShort certificates={answer.certificates} />}
      {children}
      {answer && <FilesTable files={answer.files} />}
    </>
  );
}

function Runs({ dir }: { readonly dir: string }) {
  const words = useWords(after);
  const language = useLanguage();
  const named = useWords(clusterWords);
  const told = useWords(deploy);
  const latest = useCluster((state) => state.summary.run);
  const [runs, again] = useCall(dir, (engine, signal) => engine['runs.list']({ dir }, signal));
  const standing = (run: RunSummary): RunStanding =>
    latest?.id === run.id && latest.paused === true ? 'paused' : outcomeOf(run);
  return (
    <Panel title={words.runs} flush>
      <Answer of={runs} again={again}>
        {(list) =>
          list.length === 0 ? (
            <Blank title={words.noRuns} />
          ) : (
            <table className="plain">
              <thead>
                <tr>
                  <th>{words.started}</th>
                  <th>{words.took}</th>
                  <th>{words.outcome}</th>
                  <th aria-label={named.openRun} />
                </tr>
              </thead>
              <tbody>
                {list.map((run, index) => (
                  <tr key={run.id}>
                    <td className="number">{moment(run.startedAt, language)}</td>
                    <td className="number">
                      {run.finishedAt === undefined ? '–' : span(run.finishedAt - run.startedAt, language)}
                    </td>
                    <td>
                      <span className={`chip ${tone[standing(run)]}`}>{words.outcomes[standing(run)]}</span>{' '}
                      {run.skipped !== undefined && <span className="chip warn">{told.skipped(run.skipped.length)}</span>}
                    </td>
                    <td className="right">
                      <a href={hashOf({ page: 'cluster', dir, ...(index === 0 ? { step: 'deploy' } : { run: run.id }) })}>
                        {named.openRun}
                      </a>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </Answer>
    </Panel>
  );
}

type Outcome = NonNullable<RunSummary['outcome']> | 'live' | 'interrupted';
type RunStanding = Outcome | 'paused';
const tone: Readonly<Record<RunStanding, string>> = {
  success: 'ok',
  failed: 'bad',
  cancelled: 'warn',
  live: 'run',
  paused: 'warn',
  interrupted: 'warn',
};
const outcomeOf = ({ outcome, live }: RunSummary): Outcome => outcome ?? (live ? 'live' : 'interrupted');
