import { Button, Checkbox, Menu, Modal, Textarea } from '@mantine/core';
import { Fragment, useMemo, useState } from 'react';
import type { NodeDraft } from '../../../shared/draft/draft.ts';
import type { FoundCluster, Imported } from '../../../shared/import/found.ts';
import { importSheet, importText } from '../../../shared/import/nodes.ts';
import type { ProblemText } from '../../../shared/problems/define.ts';
import { explain, type Problem } from '../../../shared/problems/problem.ts';
import { useAction } from '../../api/use-action.ts';
import { useChooseFile } from '../../components/choose-file.tsx';
import { ProblemCard, ProblemList } from '../../components/problem-card.tsx';
import { saveDocument } from '../../components/save-file.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import { shared } from '../../locales/shared.ts';
import { useClusterStore } from '../../store/use-cluster.tsx';

/** In bytes; the engine refuses more. */
const largestFile = 4_000_000;
/** More that is wrong with a list does not help a reader. */
const mostProblems = 20;

interface Props {
  readonly taken: readonly NodeDraft[];
  /** `withCluster` says whether what the list says of the cluster is to be taken too. */
  readonly add: (imported: Imported, withCluster: boolean) => void;
}

/** Lists of nodes from elsewhere: pasted, opened, or a workbook that the customer has filled in. Shown before they are added. */
export function ImportNodes({ taken, add }: Props) {
  const words = useWords(nodesWords);
  const common = useWords(shared);
  const language = useLanguage();
  const store = useClusterStore();
  const [text, setText] = useState<string | undefined>(undefined);
  const [sheet, setSheet] = useState<readonly (readonly string[])[] | undefined>(undefined);
  const [withCluster, setWithCluster] = useState(true);
  const close = () => {
    setText(undefined);
    setSheet(undefined);
  };
  const imported = useMemo(() => (sheet ? importSheet(sheet, taken) : importText(text ?? '', taken)), [sheet, text, taken]);
  const template = useAction(async (engine, signal) => {
    const { name, content } = await engine['documents.nodeTemplate']({ language }, signal);
    saveDocument(name, content);
  });
  const open = useAction(async (engine, signal, given: File) => {
    setSheet(undefined);
    if (given.size <= largestFile && !/\.xlsx$/i.test(given.name)) {
      setText(await given.text());
      return;
    }
    const { rows } = await engine['documents.readNodes'](
      { content: base64(await given.slice(0, largestFile).arrayBuffer()) },
      signal,
    );
    setSheet(rows);
    setText('');
  });
  const put = useAction(async (engine, signal) => {
    const { dir } = store.getState().summary;
    for (const { name, value } of imported.secrets) await engine['secrets.set']({ dir, name, value }, signal);
    add(imported, withCluster);
    close();
  });
  const accept = '.xlsx,.csv,.tsv,.txt,.ini,.yaml,.yml,.cfg';
  const { choose, input } = useChooseFile({ label: words.importFile, accept, take: open.run });
  const count = imported.nodes.length;
  const empty = sheet === undefined && (text ?? '').trim() === '';
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" size="xs" loading={open.busy || template.busy}>
            {words.importMenu}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setText('')}>{words.importText}</Menu.Item>
          <Menu.Item onClick={choose}>{words.importFile}</Menu.Item>
          <Menu.Item onClick={() => template.run()}>{words.template}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {input}
      <ProblemList problems={[...open.problems, ...template.problems]} />
      <Modal
        opened={text !== undefined}
        onClose={close}
        title={words.importTitle}
        size="xl"
        closeButtonProps={{ 'aria-label': common.close }}
      >
        <div className="importing">
          <p className="quiet">{words.importLead}</p>
          {sheet === undefined && (
            <Textarea
              label={words.importLabel}
              rows={6}
              value={text ?? ''}
              spellCheck={false}
              data-autofocus
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {!empty && <Wrong problems={imported.problems} />}
          {!empty && count > 0 && <Found nodes={imported.nodes} />}
          {!empty && count > 0 && <OfCluster cluster={imported.cluster} taken={withCluster} take={setWithCluster} />}
          <ProblemList problems={put.problems} />
          <div className="dialog-actions">
            {imported.secrets.length > 0 && <span className="quiet">{words.importSecrets(imported.secrets.length)}</span>}
            <Button variant="default" onClick={close}>
              {common.cancel}
            </Button>
            <Button disabled={count === 0} loading={put.busy} onClick={() => put.run()}>
              {words.importDo(count)}
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}

/** What is wrong with the list: what is alike is said once, for all its places. A lone problem is told whole. */
function Wrong({ problems }: { readonly problems: readonly Problem[] }) {
  const language = useLanguage();
  const words = useWords(shared);
  const [first] = problems;
  if (first === undefined) return null;
  if (problems.length === 1) return <ProblemCard problem={first} severity="warning" />;
  const kinds = new Map<string, { readonly text: ProblemText; readonly places: Set<string> }>();
  for (const text of problems.slice(0, mostProblems).map((problem) => explain(problem, language))) {
    const kind = `${text.what} ${text.expected}`;
    const held = kinds.get(kind);
    if (held) held.places.add(text.found);
    else kinds.set(kind, { text, places: new Set([text.found]) });
  }
  return (
    <div className="problems">
      {[...kinds].map(([kind, { text, places }]) => (
        <section key={kind} className="problem warning">
          <h3>{text.what}</h3>
          <dl>
            <dt>{words.found}</dt>
            <dd>
              {[...places].map((place) => (
                <div key={place}>{place}</div>
              ))}
            </dd>
            <dt>{words.expected}</dt>
            <dd>{text.expected}</dd>
          </dl>
        </section>
      ))}
    </div>
  );
}

function Found({ nodes }: { readonly nodes: readonly NodeDraft[] }) {
  const words = useWords(nodesWords);
  return (
    <div className="found" tabIndex={0} role="region" aria-label={words.table}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{words.columns.name}</th>
            <th scope="col">{words.columns.address}</th>
            <th scope="col">{words.columns.roles}</th>
            <th scope="col">{words.columns.port}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.slice(0, 100).map((node) => (
            <tr key={node.key}>
              <td>{node.name}</td>
              <td>{node.address}</td>
              <td>{words.roles[node.roles]}</td>
              <td>{node.port}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const clusterFields = [
  'name',
  'endpointAddress',
  'endpointName',
  'endpointPort',
  'podSubnet',
  'serviceSubnet',
] as const satisfies readonly (keyof FoundCluster)[];

/** What the list says of the cluster besides its nodes: taken along unless that is not wanted. */
function OfCluster({
  cluster,
  taken,
  take,
}: {
  readonly cluster: FoundCluster;
  readonly taken: boolean;
  readonly take: (taken: boolean) => void;
}) {
  const words = useWords(nodesWords);
  const known = clusterFields.flatMap((field) => {
    const value = cluster[field];
    return value === undefined ? [] : [{ field, value }];
  });
  if (known.length === 0) return null;
  return (
    <section className="stack">
      <Checkbox label={words.importCluster} checked={taken} onChange={(event) => take(event.currentTarget.checked)} />
      <dl className="host-facts">
        {known.map(({ field, value }) => (
          <Fragment key={field}>
            <dt>{words.clusterFields[field]}</dt>
            <dd className="mono">{value}</dd>
          </Fragment>
        ))}
      </dl>
    </section>
  );
}

function base64(buffer: ArrayBuffer): string {
  let binary = '';
  for (const byte of new Uint8Array(buffer)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
