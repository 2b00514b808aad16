import { Button, Checkbox, Menu, Modal, Textarea } from '@mantine/core';
import { Fragment, useMemo, useState } from 'react';
import type { NodeDraft } from '../../../shared/draft/draft.ts';
import type { FoundCluster, Imported } from '../../../shared/import/found.ts';
import { importSheet, importText } from '../../../shared/import/nodes.ts';
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
              rows={9}
              value={text ?? ''}
              spellCheck={false}
              data-autofocus
              onChange={(event) => setText(event.currentTarget.value)}
            />
          )}
          {!empty && count > 0 && <Found nodes={imported.nodes} />}
          {!empty && count > 0 && <OfCluster cluster={imported.cluster} taken={withCluster} take={setWithCluster} />}
          {!empty && imported.problems.length > 0 && (
            <div className="problems">
              {imported.problems.slice(0, 20).map((problem, i) => (
                <ProblemCard key={i} problem={problem} severity={count === 0 ? 'blocker' : 'warning'} />
              ))}
            </div>
          )}
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
