import { Button, Checkbox } from '@mantine/core';
import { useState } from 'react';
import { quorumOf } from '../../../shared/draft/spec.ts';
import { withFound, type Imported } from '../../../shared/import/found.ts';
import { Panel } from '../../components/panel.tsx';
import { useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import { useDraft, useEdit } from '../../store/use-cluster.tsx';
import type { Kept } from './access-fields.tsx';
import type { FieldProblems } from './field-problems.ts';
import { selected, type Cursor } from './grid-keys.ts';
import { fillDown, firstColumns, gridColumns, withoutRows } from './grid-model.ts';
import { ImportNodes } from './import-nodes.tsx';
import { NodeGrid } from './node-grid.tsx';
import type { NodeEdits } from './use-node-edits.ts';

/** The table of nodes with its tools, and what their number of masters is worth. */
export function NodeTable({
  edits,
  wrong,
  cursor,
  move,
  kept,
}: {
  readonly edits: NodeEdits;
  readonly wrong: FieldProblems;
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
          {nodes.length > 0 && draft.purpose !== 'survey' && (
            <span className={`chip ${quorum.warning ? 'warn' : 'ok'}`} role="status">
              {words.quorum(quorum.masters, quorum.survives)}
              {quorum.even && quorum.masters > 1 && words.quorumEven(quorum.masters)}
            </span>
          )}
          <Checkbox size="xs" label={words.more} checked={wide} onChange={(event) => setWide(event.currentTarget.checked)} />
          <Button size="xs" variant="default" disabled={!undo} onClick={() => undo?.()}>
            {words.undo}
          </Button>
          <Button size="xs" variant="default" disabled={!redo} onClick={() => redo?.()}>
            {words.redo}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={nodes.length === 0}
            onClick={() => change((held) => fillDown(held, selected(cursor)))}
          >
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
