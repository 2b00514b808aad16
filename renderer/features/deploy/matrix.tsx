import { memo, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type SyntheticEvent } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import type { Phase } from '../../../shared/model/plan.ts';
import { cellAt } from '../../../shared/run/selectors.ts';
import { phaseWords } from '../../../shared/run/titles.ts';
import { deploy } from '../../locales/deploy.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { phaseHeads } from '../../locales/phases.ts';
import { CellDetail } from './cell-detail.tsx';
import { MatrixRow } from './matrix-row.tsx';
import { useRows } from './use-rows.ts';
import type { RunStore } from './use-run.ts';

const rowHeight = 28;
const headHeight = 30;
/** Room for borders and a scroll bar. */
const scrollbar = 18;
const nameWidth = 116;
const cellWidth = 46;

export interface Selected {
  readonly host: string;
  readonly phase: Phase;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/**
 * Hosts by phases. Only the rows in sight are drawn, and of those only the ones that changed. One cell is in the tab order; arrow keys
 * move from it; below it stands what the cell that is pointed at or focused is at.
 */
export const Matrix = memo(function Matrix({
  store,
  filter,
  now,
  selected,
  select,
}: {
  readonly store: RunStore;
  readonly filter: string;
  readonly now: number;
  readonly selected: Selected | undefined;
  readonly select: (cell: Selected) => void;
}) {
  const words = useWords(deploy);
  const heads = useWords(phaseHeads);
  const language = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const [moved, setFocus] = useState<Place | undefined>(undefined);
  const [pointed, setPointed] = useState<Place | undefined>(undefined);
  const state = useStore(store);
  const { phases, hosts: all } = state;
  // Where a row's host is in the run.
  const shown = useMemo(
    () => all.map((_, index) => index).filter((index) => filter === '' || all[index]?.includes(filter)),
    [all, filter],
  );
  // Until somebody moves, what is chosen is what is spoken of: a cell that failed chooses itself.
  const focus = moved ?? placeIn(selected);
  const { rows, look } = useRows(scroller, rowHeight);
  const at = (place: Place | undefined): Selected | undefined => {
    const host = place && all[shown[place.row] ?? -1];
    const phase = place && phases[place.column];
    return host === undefined || phase === undefined ? undefined : { host, phase };
  };

  function placeIn(cell: Selected | undefined): Place {
    const row = cell === undefined ? -1 : shown.findIndex((index) => all[index] === cell.host);
    return cell === undefined || row < 0 ? { row: 0, column: 0 } : { row, column: phases.indexOf(cell.phase) };
  }

  const move = (row: number, column: number) => {
    const to = { row: Math.min(Math.max(0, row), shown.length - 1), column: Math.min(Math.max(0, column), phases.length - 1) };
    const element = scroller.current;
    if (element === null) return;
    const top = to.row * rowHeight;
    const seen = element.clientHeight - headHeight - rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + seen) element.scrollTop = top - seen;
    flushSync(() => {
      setFocus(to);
      look();
    });
    element.querySelector<HTMLElement>(`[data-at="${to.row},${to.column}"]`)?.focus();
  };
  const keys = (event: KeyboardEvent) => {
    const { row, column } = focus;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to: Readonly<Record<string, readonly [number, number]>> = {
      ArrowUp: [row - 1, column],
      ArrowDown: [row + 1, column],
      ArrowLeft: [row, column - 1],
      ArrowRight: [row, column + 1],
      PageUp: [row - page, column],
      PageDown: [row + page, column],
      Home: [row, 0],
      End: [row, phases.length - 1],
    };
    const target = to[event.key];
    const cell = event.key === 'Enter' || event.key === ' ' ? at(placeOf(event)) : undefined;
    if (target === undefined && cell === undefined) return;
    event.preventDefault();
    if (target !== undefined) move(...target);
    else if (cell !== undefined && hasSteps(event)) select(cell);
  };
  const columns = `${nameWidth}px repeat(${phases.length}, minmax(${cellWidth}px, 1fr))`;
  const minWidth = nameWidth + phases.length * cellWidth;
  const height = headHeight + shown.length * rowHeight + scrollbar;
  const last = Math.min(shown.length, rows.from + rows.count);
  // Rows that leave the window are used again for those that come.
  const keyOf = (index: number) => index % Math.max(1, rows.count);
  useLayoutEffect(() => {
    const active = document.activeElement;
    const held = active instanceof HTMLElement ? active.dataset['at'] : undefined;
    if (held === undefined || !scroller.current?.contains(active)) return;
    // A row that had the focus is another one now: keys go on from where the focus was.
    if (held !== `${focus.row},${focus.column}`) scroller.current.focus({ preventScroll: true });
  }, [rows, focus]);

  return (
    <div className="matrix-frame">
      <div
        className="matrix"
        ref={scroller}
        role="grid"
        style={{ maxHeight: height, flexBasis: height }}
        aria-label={words.matrix}
        aria-rowcount={shown.length + 1}
        aria-describedby="cell-detail"
        tabIndex={-1}
        onKeyDown={keys}
        onClick={(event) => {
          const cell = at(placeOf(event));
          if (cell !== undefined && hasSteps(event)) select(cell);
        }}
        onFocus={(event) => {
          const place = placeOf(event);
          if (place !== undefined) setFocus(place);
        }}
        onPointerOver={(event) => setPointed(placeOf(event))}
        onPointerLeave={() => setPointed(undefined)}
      >
        <div className="row head" role="row" style={{ gridTemplateColumns: columns, minWidth }}>
          <span role="columnheader" className="name">
            {words.hosts}
          </span>
          {phases.map((phase) => (
            <span key={phase} role="columnheader" title={phaseWords[phase][language]} aria-label={phaseWords[phase][language]}>
              {heads[phase].map((head, i) => (
                <i key={i}>{head}</i>
              ))}
            </span>
          ))}
        </div>
        <div className="rows" role="presentation" style={{ height: shown.length * rowHeight, minWidth }}>
          {shown.slice(rows.from, last).map((host, offset) => {
            const index = rows.from + offset;
            const cells = phases.map((_, column) => cellAt(state, column, host));
            const name = all[host] ?? '';
            return (
              <MatrixRow
                key={keyOf(index)}
                host={name}
                index={index}
                top={index * rowHeight}
                columns={columns}
                phases={phases}
                cells={cells}
                current={focus.row === index ? focus.column : undefined}
                chosen={selected?.host === name ? selected.phase : undefined}
                now={cells.some((cell) => cell !== undefined && cell.counts.running > 0) ? now : undefined}
              />
            );
          })}
        </div>
      </div>
      <CellDetail store={store} cell={at(pointed ?? focus)} now={now} />
    </div>
  );
});

const placeOf = ({ target }: SyntheticEvent): Place | undefined => {
  const [row, column] = (target instanceof HTMLElement ? (target.dataset['at'] ?? '') : '').split(',');
  return row === undefined || column === undefined ? undefined : { row: Number(row), column: Number(column) };
};

const hasSteps = ({ target }: SyntheticEvent): boolean => target instanceof HTMLElement && !target.classList.contains('none');
