import { Button } from '@mantine/core';
import type { ClusterStatus } from '../../../shared/cluster/status.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { Blank } from '../../components/states.tsx';
import { useWords } from '../../locales/language.tsx';
import { shell } from '../../locales/shell.ts';
import { statusWords } from '../../locales/status.ts';
import { hashOf } from '../../router/route.ts';
import { useCluster } from '../../store/use-cluster.tsx';
import { wasBegun } from '../../store/was-begun.ts';
import { ApiServersTable } from './api-servers-table.tsx';
import { SkippedSteps } from './skipped-steps.tsx';
import { StatePanel } from './state-panel.tsx';
import { EtcdTable, HostsTable, KubeNodesTable } from './tables.tsx';
import { isExpected } from './tones.ts';
import { Unreached } from './unreached.tsx';
import { useLook } from './use-look.ts';

/** The cluster as its hosts showed it, with its age; looked at when the page is opened and when somebody wants it, never by itself. */
export function Status() {
  const words = useWords(statusWords);
  const titles = useWords(shell).steps;
  const summary = useCluster((state) => state.summary);
  const { dir } = summary;
  const begun = wasBegun(summary);
  return (
    <Screen title={titles.status} lead={begun ? words.lead : undefined}>
      {begun ? (
        <Looked dir={dir} />
      ) : (
        <Blank title={words.notYet} lead={words.notYetLead}>
          <Button component="a" href={hashOf({ page: 'cluster', dir, step: 'deploy' })}>
            {words.toDeploy}
          </Button>
        </Blank>
      )}
    </Screen>
  );
}

function Looked({ dir }: { readonly dir: string }) {
  const words = useWords(statusWords);
  const running = useCluster(({ summary }) => summary.stage === 'running');
  const look = useLook(dir);
  const { seen, looking, problems, again } = look;
  return (
    <>
      {running && (
        <div className="banner run" role="status">
          <span>{words.runGoesOn}</span>
          <Button size="xs" variant="default" component="a" href={hashOf({ page: 'cluster', dir, step: 'deploy' })}>
            {words.toRun}
          </Button>
        </div>
      )}
      <ProblemList problems={problems} retry={again} />
      <StatePanel look={look} />
      {seen !== undefined && (
        <>
          <Unreached problems={seen.status.problems} again={again} looking={looking} />
          <Parts status={seen.status} />
        </>
      )}
    </>
  );
}

/** What the parts of the cluster are at. Where there is none of it, only its hosts. */
function Parts({ status }: { readonly status: ClusterStatus }) {
  const missed = isExpected(status);
  const { kind } = status.state;
  return (
    <>
      <div className="halves">
        <HostsTable hosts={status.hosts} missed={missed} />
        {kind !== 'absent' && <KubeNodesTable nodes={status.nodes} wanted={status.hosts.length} missed={missed} />}
      </div>
      {kind !== 'absent' && <EtcdTable etcd={status.etcd} missed={missed} />}
      {kind !== 'absent' && <ApiServersTable status={status} missed={missed} />}
      <SkippedSteps steps={status.skipped} />
    </>
  );
}
