import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '../../api/use-action.ts';
import { useCall } from '../../api/use-call.ts';
import { CertificatesTable, FilesTable, NodesTable, Standing } from '../../components/hand-over-tables.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { saveText } from '../../components/save-file.ts';
import { Screen } from '../../components/screen.tsx';
import { Answer, Blank } from '../../components/states.tsx';
import { after } from '../../locales/after.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { shell } from '../../locales/shell.ts';
import { hashOf } from '../../router/route.ts';
import { useCluster } from '../../store/use-cluster.tsx';
import { ExportForm } from './export-form.tsx';

/** What the operator leaves with: the endpoint, the nodes, the certificates with their dates, the export, the documents. */
export function HandOver() {
  const words = useWords(after);
  const titles = useWords(shell).steps;
  const { dir, stands } = useCluster((state) => state.summary);
  const cluster = hashOf({ page: 'cluster', dir });
  if (!stands) return <NotYet />;
  return (
    <Screen
      title={titles['hand-over']}
      lead={words.lead}
      actions={
        <Button variant="default" component="a" href={cluster}>
          {words.finish}
        </Button>
      }
    >
      <Summary dir={dir} />
    </Screen>
  );
}

/** There is nothing to hand over; where a run goes on, its end brings what there is. */
function NotYet() {
  const words = useWords(after);
  const titles = useWords(shell).steps;
  const dir = useCluster((state) => state.summary.dir);
  return (
    <Screen title={titles['hand-over']}>
      <Blank title={words.notYet} lead={words.notYetLead}>
        <Button component="a" href={hashOf({ page: 'cluster', dir, step: 'deploy' })}>
          {words.toDeploy}
        </Button>
      </Blank>
    </Screen>
  );
}

function Summary({ dir }: { readonly dir: string }) {
  const words = useWords(after);
  const language = useLanguage();
  const name = useCluster((state) => state.summary.name);
  const [summary, again] = useCall(`${dir} ${language}`, (engine, signal) =>
    engine['handOver.summary']({ dir, language }, signal),
  );
  return (
    <Answer of={summary} again={again}>
      {({ endpoint, kubernetes, nodes, certificates, files, report }) => (
        <>
          <Standing
            facts={[
              [words.endpoint, endpoint],
              [words.kubernetes, kubernetes],
              [words.nodes, String(nodes.length)],
            ]}
          />
          <div className="halves">
            <ExportForm dir={dir} done={again} />
            <Document dir={dir} done={again} />
          </div>
          <div className="halves">
            <NodesTable nodes={nodes} />
            <FilesTable files={files} />
          </div>
          <CertificatesTable certificates={certificates} />
          <Panel
            title={words.report}
            aside={
              <Button size="xs" variant="default" onClick={() => saveText(`${name}-report.md`, 'text/markdown', report)}>
                {words.saveReport}
              </Button>
            }
          >
            <pre className="listing report" tabIndex={0}>
              {report}
            </pre>
          </Panel>
        </>
      )}
    </Answer>
  );
}

function Document({ dir, done }: { readonly dir: string; readonly done: () => void }) {
  const words = useWords(after);
  const language = useLanguage();
  const [path, setPath] = useState<string | undefined>(undefined);
  const make = useAction(async (engine, signal) => {
    const made = await engine['handOver.document']({ dir, language }, signal);
    setPath(made.path);
    done();
  });
  return (
    <Panel title={words.document}>
      <div className="stack">
        <p className="quiet">{words.documentLead}</p>
        <ProblemList problems={make.problems} />
        {path !== undefined && <Saved path={path} />}
        <div>
          <Button variant="default" loading={make.busy} onClick={() => make.run()}>
            {words.doDocument}
          </Button>
        </div>
      </div>
    </Panel>
  );
}

export function Saved({ path }: { readonly path: string }) {
  const words = useWords(after);
  return (
    <p role="status">
      {words.saved} <code className="long">{path}</code>
    </p>
  );
}
