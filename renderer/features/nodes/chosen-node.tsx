import { Checkbox } from '@mantine/core';
import type { NodeDraft } from '../../../shared/draft/draft.ts';
import { explain } from '../../../shared/problems/problem.ts';
import { Panel } from '../../components/panel.tsx';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import { useCluster, useDraft } from '../../store/use-cluster.tsx';
import { AccessFields, type Kept } from './access-fields.tsx';
import type { FieldProblems } from './field-problems.ts';
import { gridColumns } from './grid-model.ts';
import { HostDetails } from './host-state.tsx';
import { useNeeded } from './use-needed.ts';
import type { NodeEdits } from './use-node-edits.ts';

/** What is wrong in a row, by column; what is only missing yet is no news, and what is wrong with a login stands at its fields. */
function RowProblems({ of, wrong }: { readonly of: string; readonly wrong: FieldProblems }) {
  const words = useWords(nodesWords);
  const language = useLanguage();
  const said = new Set(
    gridColumns.flatMap((column) =>
      (wrong.get(`${of}/${column}`) ?? [])
        .filter(({ code }) => code !== 'spec.missing')
        .map((problem) =>
          words.wrongIn(
            words.columns[column],
            problem.code === 'spec.duplicate' ? words.taken : explain(problem, language).expected,
          ),
        ),
    ),
  );
  return (
    <ul className="row-problems" role="status">
      {[...said].map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

/** The node of the row where the cursor is: a login of its own, and all that is known of its host. */
export function ChosenNode({
  node,
  kept,
  wrong,
  edits,
  survey,
}: {
  readonly node: NodeDraft | undefined;
  readonly kept: Kept;
  readonly wrong: FieldProblems;
  readonly edits: NodeEdits;
  readonly survey: (only: readonly string[]) => void;
}) {
  const words = useWords(nodesWords);
  const common = useDraft((draft) => draft.access);
  const host = useCluster((state) => (node ? state.hosts.get(node.name) : undefined));
  const needed = useNeeded();
  if (!node) return edits.nodes.length > 0 && <p className="quiet">{words.noneChosen}</p>;
  const change = (access: NodeDraft['access']) =>
    edits.change((held) =>
      held.map((row) => {
        if (row.key !== node.key) return row;
        return { ...row, access };
      }),
    );
  return (
    <Panel
      title={words.chosen(node.name === '' ? node.address : node.name)}
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
