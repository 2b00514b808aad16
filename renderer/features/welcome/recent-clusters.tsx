import { Button } from '@mantine/core';
import type { ClusterSummary } from '../../../shared/contract/clusters.ts';
import type { Asked } from '../../api/use-call.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { StageChips } from '../../components/stage-chips.tsx';
import { Answer, Blank } from '../../components/states.tsx';
import { moment } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { welcome } from '../../locales/welcome.ts';
import { hashOf, type Route } from '../../router/route.ts';
import { ForgetCell, useForget } from './forget-cluster.tsx';

/** Where one goes on with a cluster: where it was left. */
export function whereLeft({ dir, stage }: ClusterSummary): Route {
  switch (stage) {
    case 'survey':
      return { page: 'cluster', dir, step: 'survey' };
    case 'draft':
      return { page: 'cluster', dir, step: 'package' };
    case 'finished':
      return { page: 'cluster', dir };
    case 'running':
    case 'interrupted':
    case 'failed':
      return { page: 'cluster', dir, step: 'deploy' };
  }
}

type Clusters = readonly ClusterSummary[];

/** Whether it goes on or was cut off: what one comes back for. */
export const isUnfinished = ({ stage }: ClusterSummary): boolean => stage === 'interrupted' || stage === 'running';

/** Whether it goes on only when somebody says so. */
const waits = ({ stage, run }: ClusterSummary): boolean => stage === 'interrupted' || run?.paused === true;

/** Leads back to each of them; the first that waits for somebody is the obvious next thing. */
export function UnfinishedClusters({ clusters }: { readonly clusters: Clusters }) {
  const first = clusters.find(waits);
  return clusters.map((cluster) => <Unfinished key={cluster.dir} cluster={cluster} isNext={cluster === first} />);
}

/** The clusters of this computer. */
export function RecentClusters({
  clusters,
  again,
  title,
}: {
  readonly clusters: Asked<Clusters>;
  readonly again: () => void;
  readonly title?: string;
}) {
  const words = useWords(welcome);
  return (
    <Panel title={title ?? words.recent} flush>
      <Answer of={clusters} again={again}>
        {(list) =>
          list.length === 0 ? <Blank title={words.none} lead={words.noneLead} /> : <ClusterList list={list} changed={again} />
        }
      </Answer>
    </Panel>
  );
}

function Unfinished({ cluster, isNext }: { readonly cluster: ClusterSummary; readonly isNext: boolean }) {
  const words = useWords(welcome);
  const { stage, stands, run } = cluster;
  const is = stage === 'interrupted' ? 'interrupted' : run?.paused === true ? 'paused' : 'running';
  const { title, lead } = {
    interrupted: { title: stands ? words.laterInterrupted : words.interrupted, lead: words.interruptedLead },
    paused: { title: stands ? words.laterPaused : words.paused, lead: words.pausedLead },
    running: { title: stands ? words.laterRunning : words.running, lead: words.runningLead },
  }[is];
  return (
    <div className={waits(cluster) ? 'banner warn' : 'banner run'} role="status">
      <div>
        <strong>{title(cluster.name)}</strong>
        <p>{lead}</p>
      </div>
      <Button component="a" href={hashOf(whereLeft(cluster))} variant={isNext ? 'filled' : 'default'}>
        {waits(cluster) ? words.resume : words.look}
      </Button>
    </div>
  );
}

function ClusterList({ list, changed }: { readonly list: Clusters; readonly changed: () => void }) {
  const words = useWords(welcome);
  const language = useLanguage();
  const [forget, problems] = useForget(changed);
  return (
    <>
      <table className="plain clusters">
        <thead>
          <tr>
            <th>{words.name}</th>
            <th>{words.state}</th>
            <th>{words.made}</th>
            <th>{words.folder}</th>
            <th>
              <span className="unseen">{words.forget}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {list.map((cluster) => (
            <tr key={cluster.dir}>
              <td>
                <a href={hashOf(whereLeft(cluster))}>{cluster.name}</a>
                {cluster.practice && <span className="chip practise">{words.practice}</span>}
              </td>
              <td>
                <StageChips of={cluster} />
              </td>
              <td className="number">{moment(cluster.created, language)}</td>
              <td className="mono quiet" title={cluster.dir}>
                {cluster.dir}
              </td>
              <ForgetCell name={cluster.name} forget={() => forget(cluster.dir)} />
            </tr>
          ))}
        </tbody>
      </table>
      <ProblemList problems={problems} />
    </>
  );
}
