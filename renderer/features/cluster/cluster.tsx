import { Button } from '@mantine/core';
import type { RunSummary } from '../../../shared/contract/runs.ts';
import { useCall } from '../../api/use-call.ts';
import { CertificatesTable, FilesTable, NodesTable, Standing } from '../../components/hand-over-tables.tsx';
import { Panel } from '../../components/panel.tsx';
import { Screen } from '../../components/screen.tsx';
import { StageChips } from '../../components/stage-chips.tsx';
import { Answer, Blank } from '../../components/states.tsx';
import { after } from '../../locales/after.ts';
import { clusterWords } from '../../locales/cluster.ts';
import { deploy } from '../../locales/deploy.ts';
import { moment, span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { hashOf, type StepName } from '../../router/route.ts';
import { useCluster } from '../../store/use-cluster.tsx';
import { CertificatesPanel } from './certificates-panel.tsx';
import { VaultPanel } from './vault-panel.tsx';

/** The cluster for later: what it is, its nodes, its certificates, its runs, its exports. */
export function Cluster() {
  const words = useWords(after);
  const summary = useCluster((state) => state.summary);
  const { name, dir, stage, stands } = summary;
  const begun = stage !== 'draft' && stage !== 'survey';
  const next: StepName = stage === 'survey' ? 'survey' : !begun ? 'package' : stage === 'finished' ? 'hand-over' : 'deploy';
  return (
    <Screen
      title={name}
      actions={
        stage === 'finished' ? undefined : (
          <Button component="a" href={hashOf({ page: 'cluster', dir, step: next })}>
            {words.goOn}
          </Button>
        )
      }
    >
      <Standing
        facts={[
          [words.stage, <StageChips key="stage" of={summary} />],
          [words.workspace, dir],
        ]}
      />
      {stands && <Stands dir={dir} />}
      {begun && <CertificatesPanel dir={dir} />}
      <VaultPanel dir={dir} />
      <Runs dir={dir} />
    </Screen>
  );
}

function Stands({ dir }: { readonly dir: string }) {
  const words = useWords(after);
  const language = useLanguage();
  const [summary, again] = useCall(`${dir} ${language}`, (engine, signal) =>
    engine['handOver.summary']({ dir, language }, signal),
  );
  return (
    <Answer of={summary} again={again}>
      {({ endpoint, kubernetes, nodes, certificates, files }) => (
        <>
          <Standing
            facts={[
              [words.endpoint, endpoint],
              [words.kubernetes, kubernetes],
            ]}
          />
          <CertificatesTable certificates={certificates} />
          <div className="halves">
            <NodesTable nodes={nodes} />
            <FilesTable files={files} />
          </div>
        </>
      )}
    </Answer>
  );
}

function Runs({ dir }: { readonly dir: string }) {
  const words = useWords(after);
  const language = useLanguage();
  const named = useWords(clusterWords);
  const told = useWords(deploy);
  const [runs, again] = useCall(dir, (engine, signal) => engine['runs.list']({ dir }, signal));
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
                      <span className={`chip ${tone[outcomeOf(run)]}`}>{words.outcomes[outcomeOf(run)]}</span>{' '}
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
const tone: Readonly<Record<Outcome, string>> = {
  success: 'ok',
  failed: 'bad',
  cancelled: 'warn',
  live: 'run',
  interrupted: 'warn',
};
const outcomeOf = ({ outcome, live }: RunSummary): Outcome => outcome ?? (live ? 'live' : 'interrupted');
