import { useVirtualizer } from '@tanstack/react-virtual';
import { Fragment, useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { NodeDraft } from '../../../shared/draft/draft.ts';
import { explain } from '../../../shared/problems/problem.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import type { FieldProblems } from './field-problems.ts';
import * as model from './grid-model.ts';
import { blockOf, firstColumns, gridColumns, inBlock, type Block, type Cell } from './grid-model.ts';
import { HostChip } from './host-state.tsx';
import type { NodeEdits } from './use-node-edits.ts';

const rowHeight = 32;

/** Where the cursor is, and the other corner of what is selected. */
export interface Cursor {
  readonly at: Cell;
  readonly anchor: Cell;
}
export const selected = ({ at, anchor }: Cursor): Block => blockOf(at, anchor);

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

  useEffect(() => rows.scrollToIndex(at.row), [rows, at.row]);

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
                        {node ? <HostChip node={node} /> : nodes.length === 0 && <em className="quiet">{words.newRow}</em>}
                      </span>
                    )}
                  </Fragment>
                ))}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

interface KeyTools {
  readonly cursor: Cursor;
  readonly nodes: readonly NodeDraft[];
  readonly edits: NodeEdits;
  readonly go: (row: number, column: number, extend?: boolean) => void;
  readonly begin: (text: string) => void;
  readonly present: () => string;
  readonly move: (cursor: Cursor) => void;
  readonly columns: number;
}

/** What a key does while nothing is being edited; whether it did anything. Tab leaves the table, as it leaves every other control. */
function keyed(event: KeyboardEvent, { cursor, nodes, edits, go, begin, present, move, columns }: KeyTools): boolean {
  const { row, column } = cursor.at;
  const block = selected(cursor);
  const extend = event.shiftKey;
  const command = event.ctrlKey || event.metaKey;
  const arrows: Readonly<Record<string, readonly [number, number]>> = {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1],
    PageUp: [-12, 0],
    PageDown: [12, 0],
  };
  const arrow = arrows[event.key];
  if (arrow) go(row + arrow[0], column + arrow[1], extend);
  else if (event.key === 'Home') go(command ? 0 : row, 0, extend);
  else if (event.key === 'End') go(command ? nodes.length : row, columns - 1, extend);
  else if (event.key === 'Enter' || event.key === 'F2') begin(present());
  else if (event.key === 'Delete' || event.key === 'Backspace') edits.change((held) => model.clear(held, block));
  else if (!command && event.key.length === 1 && !event.altKey) begin(event.key);
  else if (!command) return false;
  else if (event.key === 'd') edits.change((held) => model.fillDown(held, block));
  else if (event.key === 'a')
    move({ anchor: { row: 0, column: 0 }, at: { row: Math.max(0, nodes.length - 1), column: columns - 1 } });
  else if (event.key === 'z' && !extend) edits.undo?.();
  else if (event.key === 'y' || (event.key === 'Z' && extend)) edits.redo?.();
  else return false;
  return true;
}

interface GridCellProps {
  readonly id: string;
  readonly node: NodeDraft | undefined;
  readonly column: model.GridColumn;
  readonly problems: ReturnType<FieldProblems['get']>;
  readonly active: boolean;
  readonly chosen: boolean;
  /** The text that editing began with. */
  readonly editing: string | undefined;
  readonly onChoose: (extend: boolean) => void;
  readonly onBegin: () => void;
  /** Ends editing with a text (none takes it back), and says where the cursor goes from here. */
  readonly onEnd: (text: string | undefined, to: Cell) => void;
}

function GridCell({ id, node, column, problems, active, chosen, editing, onChoose, onBegin, onEnd }: GridCellProps) {
  const words = useWords(nodesWords);
  const language = useLanguage();
  const first = problems?.[0];
  const missing = first?.code === 'spec.missing';
  const said = first && explain(first, language);
  const text = node && column === 'roles' ? words.roles[node.roles] : model.cellText(node, column);
  const state = `${active ? ' active' : ''}${chosen ? ' chosen' : ''}${missing ? ' missing' : first ? ' wrong' : ''}`;
  return (
    <span
      id={id}
      role="gridcell"
      aria-selected={chosen}
      aria-invalid={first !== undefined && !missing ? true : undefined}
      className={`c-${column}${state}`}
      title={said && `${said.what}: ${said.found}\n${said.expected}`}
      onMouseDown={(event) => {
        if (editing === undefined) onChoose(event.shiftKey);
      }}
      onDoubleClick={onBegin}
    >
      {editing === undefined ? text : <CellInput label={words.columns[column]} text={editing} onEnd={onEnd} />}
    </span>
  );
}

function CellInput({
  label,
  text,
  onEnd,
}: {
  readonly label: string;
  readonly text: string;
  readonly onEnd: GridCellProps['onEnd'];
}) {
  const [value, setValue] = useState(text);
  const ended = useRef(false);
  const end = (to: string | undefined, where: Cell) => {
    if (ended.current) return;
    ended.current = true;
    onEnd(to, where);
  };
  return (
    <input
      aria-label={label}
      value={value}
      autoFocus
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => setValue(event.currentTarget.value)}
      onBlur={() => end(value, { row: 0, column: 0 })}
      onKeyDown={(event) => {
        if (event.nativeEvent.isComposing) return;
        if (event.key === 'Enter') end(value, { row: event.shiftKey ? -1 : 1, column: 0 });
        else if (event.key === 'Tab') end(value, { row: 0, column: event.shiftKey ? -1 : 1 });
        else if (event.key === 'Escape') end(undefined, { row: 0, column: 0 });
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
