import { Button, Checkbox } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { NodeDraft } from '../../../shared/draft/draft.ts';
import { secretNames } from '../../../shared/draft/secret-names.ts';
import { quorumOf } from '../../../shared/draft/spec.ts';
import { explain } from '../../../shared/problems/problem.ts';
import { withFound, type Imported } from '../../../shared/import/found.ts';
import { useCall } from '../../api/use-call.ts';
import { Panel } from '../../components/panel.tsx';
import { ProblemList } from '../../components/problem-card.tsx';
import { Screen } from '../../components/screen.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import { shared } from '../../locales/shared.ts';
import { shell } from '../../locales/shell.ts';
import { goTo } from '../../router/use-route.tsx';
import { useCluster, useClusterStore, useDraft, useEdit } from '../../store/use-cluster.tsx';
import { AccessFields, BastionFields, type Kept } from './access-fields.tsx';
import { useDraftSpec } from './field-problems.ts';
import { fillDown, firstColumns, gridColumns, withoutRows } from './grid-model.ts';
import { HostDetails } from './host-state.tsx';
import { ImportNodes } from './import-nodes.tsx';
import { NodeGrid, selected, type Cursor } from './node-grid.tsx';
import { useAutoSurvey } from './use-auto-survey.ts';
import { useNodeEdits, type NodeEdits } from './use-node-edits.ts';

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
  const [names, again] = useCall(dir, (engine, signal) => engine['secrets.names']({ dir }, signal));
  const kept: Kept = {
    names: new Set(names.state === 'answered' ? names.answer : []),
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
      <Table edits={edits} wrong={wrong} cursor={cursor} move={setCursor} kept={kept} />
      <Chosen node={nodes[cursor.at.row]} kept={kept} wrong={wrong} edits={edits} survey={survey} />
    </Screen>
  );
}

const unknownOf = (nodes: readonly NodeDraft[], hosts: ReadonlyMap<string, { readonly state: string }>): string[] =>
  nodes.map(({ name }) => name).filter((name) => hosts.get(name)?.state !== 'known');

/** The secrets that the draft needs; they change with the access only, not with every cell. */
function useNeeded() {
  const draft = useDraft((whole) => whole);
  return useMemo(() => secretNames(draft), [draft]);
}

type Wrong = ReturnType<typeof useDraftSpec>['wrong'];

function CommonLogin({ kept, wrong }: { readonly kept: Kept; readonly wrong: Wrong }) {
  const words = useWords(nodesWords);
  const edit = useEdit();
  const access = useDraft((draft) => draft.access);
  const bastion = useDraft((draft) => draft.bastion);
  const needed = useNeeded();
  const of = (field: string) => needed.filter(({ place }) => place.node === undefined && place.field.startsWith(`${field}.`));
  return (
    <Panel
      title={words.login}
      aside={
        <Checkbox
          label={words.bastion}
          checked={bastion !== undefined}
          onChange={({ currentTarget: { checked } }) =>
            edit((draft) => ({
              ...draft,
              bastion: checked ? { address: '', port: '', user: 'root', auth: 'password' } : undefined,
            }))
          }
        />
      }
    >
      <AccessFields
        access={access}
        change={(to) => edit((draft) => ({ ...draft, access: to }))}
        secrets={of('access')}
        kept={kept}
        wrong={wrong}
        at="access"
      />
      {bastion && (
        <BastionFields
          bastion={bastion}
          change={(to) => edit((draft) => ({ ...draft, bastion: to }))}
          secrets={of('bastion')}
          kept={kept}
          wrong={wrong}
          at="bastion"
        />
      )}
    </Panel>
  );
}

function Table({
  edits,
  wrong,
  cursor,
  move,
  kept,
}: {
  readonly edits: NodeEdits;
  readonly wrong: Wrong;
  readonly cursor: Cursor;
  readonly move: (cursor: Cursor) => void;
  readonly kept: Kept;
}) {
  const words = useWords(nodesWords);
  const edit = useEdit();
  const draft = useDraft((whole) => whole);
  const { nodes, change, undo, redo } = edits;
  const [wide, setWide] = useState(() =>
    nodes.some((node) => gridColumns.slice(firstColumns).some((column) => node[column] !== '')),
  );
  const quorum = quorumOf(draft);
  const add = (imported: Imported, withCluster: boolean) => {
    change((held) => [...held, ...imported.nodes]);
    const { access, cluster } = imported;
    if (access) edit((whole) => ({ ...whole, access }));
    if (withCluster) edit((whole) => withFound(whole, cluster));
    kept.again();
  };
  return (
    <Panel
      flush
      title={words.table}
      aside={
        <div className="grid-tools">
          {nodes.length > 0 && (
            <span className={`chip ${quorum.warning ? 'warn' : 'ok'}`} role="status">
              {words.quorum(quorum.masters, quorum.survives)}
              {quorum.even && quorum.masters > 1 && ` · ${words.quorumEven(quorum.masters)}`}
            </span>
          )}
          <Checkbox size="xs" label={words.more} checked={wide} onChange={(event) => setWide(event.currentTarget.checked)} />
          <Button size="xs" variant="default" disabled={!undo} onClick={() => undo?.()}>
            {words.undo}
          </Button>
          <Button size="xs" variant="default" disabled={!redo} onClick={() => redo?.()}>
            {words.redo}
          </Button>
          <Button size="xs" variant="default" onClick={() => change((held) => fillDown(held, selected(cursor)))}>
            {words.fill}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={cursor.at.row >= nodes.length}
            onClick={() => change((held) => withoutRows(held, selected(cursor)))}
          >
            {words.remove}
          </Button>
          <ImportNodes taken={nodes} add={add} />
        </div>
      }
    >
      <NodeGrid edits={edits} wrong={wrong} cursor={cursor} move={move} columns={wide ? gridColumns.length : firstColumns} />
    </Panel>
  );
}

/** What is wrong in a row, in words; what is only missing yet is no news. */
function RowProblems({ of, wrong }: { readonly of: string; readonly wrong: Wrong }) {
  const language = useLanguage();
  const found = [...wrong].flatMap(([place, problems]) => (place.startsWith(`${of}/`) ? problems : []));
  const said = new Set(
    found
      .filter(({ code }) => code !== 'spec.missing')
      .map((problem) => explain(problem, language))
      .map((text) => `${text.what}: ${text.found}. ${text.expected}`),
  );
  return (
    <ul className="row-problems" role="status">
      {[...said].map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function Chosen({
  node,
  kept,
  wrong,
  edits,
  survey,
}: {
  readonly node: NodeDraft | undefined;
  readonly kept: Kept;
  readonly wrong: Wrong;
  readonly edits: NodeEdits;
  readonly survey: (only: readonly string[]) => void;
}) {
  const words = useWords(nodesWords);
  const common = useDraft((draft) => draft.access);
  const host = useCluster((state) => (node ? state.hosts.get(node.name) : undefined));
  const needed = useNeeded();
  if (!node) return <p className="quiet">{words.noneChosen}</p>;
  const change = (access: NodeDraft['access']) =>
    edits.change((held) =>
      held.map((row) => {
        if (row.key !== node.key) return row;
        return { ...row, access };
      }),
    );
  return (
    <Panel
      title={`${words.chosen}: ${node.name === '' ? node.address : node.name}`}
      aside={
        <Checkbox
          label={words.ownAccess}
          checked={node.access !== undefined}
          onChange={({ currentTarget: { checked } }) => {
            change(checked ? { ...common, secrets: undefined } : undefined);
          }}
        />
      }
    >
      <RowProblems of={node.key} wrong={wrong} />
      {node.access && (
        <AccessFields
          access={node.access}
          change={change}
          secrets={needed.filter(({ place }) => place.node === node.key)}
          kept={kept}
          wrong={wrong}
          at={`${node.key}/access`}
        />
      )}
      <HostDetails host={host} retry={() => survey([node.name])} />
    </Panel>
  );
}
