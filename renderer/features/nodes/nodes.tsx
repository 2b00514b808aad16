import { Button } from '@mantine/core';
import { useState } from 'react';
import type { NodeDraft } from '../../../shared/draft/draft.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import { shared } from '../../locales/shared.ts';
import { shell } from '../../locales/shell.ts';
import { goTo } from '../../router/use-route.tsx';
import { useCluster, useClusterStore, useDraft } from '../../store/use-cluster.tsx';
import { useKeptSecrets } from '../../store/use-kept-secrets.ts';
import type { Kept } from './access-fields.tsx';
import { ChosenNode } from './chosen-node.tsx';
import { CommonLogin } from './common-login.tsx';
import { useDraftSpec } from './field-problems.ts';
import type { Cursor } from './grid-keys.ts';
import { NodeTable } from './node-table.tsx';
import { useAutoSurvey } from './use-auto-survey.ts';
import { useNeeded } from './use-needed.ts';
import { useNodeEdits } from './use-node-edits.ts';

const none: ReadonlySet<string> = new Set();

/** The nodes: how they are logged in to, the table of them, and what is known of each as soon as it is connected. */
export function Nodes() {
  const words = useWords(nodesWords);
  const { steps } = useWords(shell);
  const common = useWords(shared);
  const store = useClusterStore();
  const { dir } = store.getState().summary;
  const edits = useNodeEdits();
  const { wrong } = useDraftSpec();
  const hosts = useCluster((state) => state.hosts);
  const surveying = useCluster((state) => state.surveying);
  const surveyProblems = useCluster((state) => state.surveyProblems);
  const [cursor, setCursor] = useState<Cursor>({ at: { row: 0, column: 0 }, anchor: { row: 0, column: 0 } });
  const [names = none, again] = useKeptSecrets();
  const kept: Kept = {
    names,
    again: () => {
      again();
      // With another secret they may well be reached.
      store.getState().forgetHosts([...hosts].flatMap(([name, host]) => (host.state === 'failed' ? [name] : [])));
    },
  };
  const needed = useNeeded();
  const { nodes } = edits;
  const missing = needed.filter(({ name }) => !kept.names.has(name)).length;
  const known = nodes.filter(({ name }) => hosts.get(name)?.state === 'known').length;
  const faults = [...wrong.keys()].filter((place) => place.includes('/')).length;
  const survey = (only?: readonly string[]) => {
    const { flush, survey: look } = store.getState();
    // An empty spec stands for the draft as it was saved: what other screens ask for is not there yet.
    void flush().then(() => look('', only));
  };
  useAutoSurvey(wrong, needed, kept.names, survey);
  const isSurvey = useDraft((draft) => draft.purpose === 'survey');
  const next = () => goTo({ page: 'cluster', dir, step: isSurvey ? 'survey' : 'network' });
  const all = nodes.length > 0 && known === nodes.length;
  const why =
    nodes.length === 0
      ? words.emptyTitle
      : faults > 0
        ? words.wrong(faults)
        : missing > 0
          ? words.wanting(missing)
          : words.connectedOf(known, nodes.length);
  return (
    <Screen
      takes="width"
      title={steps.nodes}
      lead={words.lead}
      why={why}
      actions={
        <>
          <Button
            variant={all ? 'default' : 'filled'}
            loading={surveying}
            disabled={nodes.length === 0}
            onClick={() => survey(known > 0 && known < nodes.length ? unknownOf(nodes, hosts) : undefined)}
          >
            {hosts.size > 0 ? words.connectAgain : words.connect}
          </Button>
          <Button variant={all ? 'filled' : 'default'} disabled={nodes.length === 0} onClick={next}>
            {common.next}
          </Button>
        </>
      }
    >
      <CommonLogin kept={kept} wrong={wrong} />
      <ProblemList problems={surveyProblems} />
      <NodeTable edits={edits} wrong={wrong} cursor={cursor} move={setCursor} kept={kept} />
      <ChosenNode node={nodes[cursor.at.row]} kept={kept} wrong={wrong} edits={edits} survey={survey} />
    </Screen>
  );
}

const unknownOf = (nodes: readonly NodeDraft[], hosts: ReadonlyMap<string, { readonly state: string }>): string[] =>
  nodes.map(({ name }) => name).filter((name) => hosts.get(name)?.state !== 'known');
