import { useRef, useState } from 'react';
import type { NodeDraft } from '../../../shared/draft/draft.ts';
import { explain } from '../../../shared/problems/problem.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { nodesWords } from '../../locales/nodes.ts';
import type { FieldProblems } from './field-problems.ts';
import * as model from './grid-model.ts';
import type { Cell } from './grid-model.ts';

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

/** A cell of the table, shown or edited; what is wrong with it is its title. */
export function GridCell({ id, node, column, problems, active, chosen, editing, onChoose, onBegin, onEnd }: GridCellProps) {
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
