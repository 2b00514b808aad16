import type { KeyboardEvent } from 'react';
import type { NodeDraft } from '../../../shared/draft/draft.ts';
import * as model from './grid-model.ts';
import { blockOf, type Block, type Cell } from './grid-model.ts';
import type { NodeEdits } from './use-node-edits.ts';

/** Where the cursor is, and the other corner of what is selected. */
export interface Cursor {
  readonly at: Cell;
  readonly anchor: Cell;
}
export const selected = ({ at, anchor }: Cursor): Block => blockOf(at, anchor);

/** What the keys of the table act on. */
export interface KeyTools {
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
export function keyed(event: KeyboardEvent, { cursor, nodes, edits, go, begin, present, move, columns }: KeyTools): boolean {
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
