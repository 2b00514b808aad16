import { useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import type { FieldProblems } from './field-problems.ts';
import { GridCell } from './grid-cell.tsx';
import { keyed, selected, type Cursor } from './grid-keys.ts';
import * as model from './grid-model.ts';
import { firstColumns, gridColumns, inBlock } from './grid-model.ts';
import { HostChip } from './host-state.tsx';
import { useMoreToTheRight } from './use-more-to-the-right.ts';
import type { NodeEdits } from './use-node-edits.ts';

const rowHeight = 32;

interface GridProps {
  readonly edits: NodeEdits;
  readonly wrong: FieldProblems;
  readonly cursor: Cursor;
  readonly move: (cursor: Cursor) => void;
  /** How many of the columns are shown. */
  readonly columns: number;
}

/** The table of nodes, edited like a spreadsheet: one row below the last is there to be typed into. */
export function NodeGrid({ edits, wrong, cursor, move, columns }: GridProps) {
  const words = useWords(nodesWords);
  const { nodes, change } = edits;
  const { at } = cursor;
  const id = useId();
  const grid = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [editing, setEditing] = useState<string | undefined>(undefined);
  const rows = useVirtualizer({
    count: nodes.length + 1,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const shown = gridColumns.slice(0, columns);
  const block = selected(cursor);

  const more = useMoreToTheRight(scroller, columns);

  useEffect(() => rows.scrollToIndex(at.row), [rows, at.row]);
  useEffect(() => {
    document.getElementById(`${id}-${at.row}-${at.column}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [id, at.row, at.column]);

  const go = (row: number, column: number, extend = false) => {
    const to = { row: Math.max(0, Math.min(row, nodes.length)), column: Math.max(0, Math.min(column, columns - 1)) };
    move({ at: to, anchor: extend ? cursor.anchor : to });
  };
  const begin = (text: string) => setEditing(text);
  const end = (text: string | undefined, then: () => void) => {
    setEditing(undefined);
    if (text !== undefined) change((held) => model.typeInto(held, at, text));
    then();
    grid.current?.focus();
  };
  const present = () => model.cellText(nodes[at.row], gridColumns[at.column] ?? 'name');

  const onKey = (event: KeyboardEvent) => {
    if (editing !== undefined) return;
    const done = keyed(event, { cursor, nodes, edits, go, begin, present, move, columns });
    if (done) event.preventDefault();
  };

  return (
    <div className={more ? 'node-grid-frame goes-on' : 'node-grid-frame'}>
      <div className="node-grid" ref={scroller}>
        <div
          ref={grid}
          role="grid"
          tabIndex={0}
          aria-label={words.grid}
          aria-rowcount={nodes.length + 2}
          aria-colcount={columns + 2}
          aria-multiselectable
          aria-activedescendant={`${id}-${at.row}-${at.column}`}
          className={`sheet columns-${columns}`}
          onKeyDown={onKey}
          onCopy={(event) => {
            if (editing !== undefined) return;
            event.clipboardData.setData('text/plain', model.copy(nodes, block));
            event.preventDefault();
          }}
          onPaste={(event) => {
            if (editing !== undefined) return;
            event.preventDefault();
            const text = event.clipboardData.getData('text/plain').replace(/\r?\n$/, '');
            change((held) => (/[\t\n]/.test(text) ? model.paste(held, block.from, text) : model.typeInto(held, at, text)));
          }}
        >
          <div role="row" aria-rowindex={1} className="line head">
            <span role="columnheader" className="index">
              <span className="unseen">{words.row}</span>
            </span>
            {shown.map((column, i) => (
              <Fragment key={column}>
                <span role="columnheader" className={`c-${column}`}>
                  {words.columns[column]}
                </span>
                {i === firstColumns - 1 && (
                  <span role="columnheader" className="c-state">
                    {words.state}
                  </span>
                )}
              </Fragment>
            ))}
          </div>
          <div role="presentation" className="rows" style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, start }) => {
              const node = nodes[index];
              return (
                <div
                  key={node?.key ?? 'new'}
                  role="row"
                  aria-rowindex={index + 2}
                  className={node ? 'line' : 'line new'}
                  style={{ transform: `translateY(${start}px)` }}
                >
                  <span role="rowheader" className="index number">
                    {node ? index + 1 : '+'}
                  </span>
                  {shown.map((column, i) => (
                    <Fragment key={column}>
                      <GridCell
                        id={`${id}-${index}-${i}`}
                        node={node}
                        column={column}
                        problems={node ? wrong.get(`${node.key}/${column}`) : undefined}
                        active={at.row === index && at.column === i}
                        chosen={inBlock(block, index, i)}
                        editing={at.row === index && at.column === i ? editing : undefined}
                        onChoose={(extend) => go(index, i, extend)}
                        onBegin={() => begin(model.cellText(node, column))}
                        onEnd={(text, to) => end(text, () => go(at.row + to.row, at.column + to.column))}
                      />
                      {i === firstColumns - 1 && (
                        <span role="gridcell" className="c-state">
                          {node && <HostChip node={node} />}
                        </span>
                      )}
                    </Fragment>
                  ))}
                </div>
              );
            })}
          </div>
        </div>
        {nodes.length === 0 && <p className="first-row quiet">{words.newRow}</p>}
      </div>
    </div>
  );
}
