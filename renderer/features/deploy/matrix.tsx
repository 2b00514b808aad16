import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useRef, useState, type KeyboardEvent } from 'react';
import type { Phase } from '../../../shared/model/plan.ts';
import { statusOf } from '../../../shared/run/selectors.ts';
import type { Cell, RunState, StepStatus } from '../../../shared/run/state.ts';
import { phaseWords } from '../../../shared/run/titles.ts';
import { deploy } from '../../locales/deploy.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';

const rowHeight = 28;
const nameWidth = 128;
const cellWidth = 66;
const signs: Readonly<Record<StepStatus, string>> = {
  waiting: '',
  running: '●',
  satisfied: '✓',
  changed: '✓',
  failed: '✕',
  cancelled: '–',
};

export interface Selected {
  readonly host: string;
  readonly phase: Phase;
}

/**
 * Hosts by phases. Only the rows in sight are drawn, and of those only the cells that changed. One cell is in the tab order; arrow
 * keys move from it.
 */
export const Matrix = memo(function Matrix({
  state,
  filter,
  selected,
  select,
}: {
  readonly state: Pick<RunState, 'hosts' | 'phases' | 'cells' | 'cellIndex'>;
  readonly filter: string;
  readonly selected: Selected | undefined;
  readonly select: (cell: Selected) => void;
}) {
  const words = useWords(deploy);
  const language = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const [focus, setFocus] = useState({ row: 0, column: 0 });
  const { phases, cells, cellIndex } = state;
  const hosts = filter === '' ? state.hosts : state.hosts.filter((host) => host.includes(filter));
  const rows = useVirtualizer({
    count: hosts.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });

  const move = (row: number, column: number) => {
    const to = { row: Math.min(Math.max(0, row), hosts.length - 1), column: Math.min(Math.max(0, column), phases.length - 1) };
    setFocus(to);
    rows.scrollToIndex(to.row);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-at="${to.row},${to.column}"]`)?.focus());
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
    if (target === undefined) return;
    event.preventDefault();
    move(...target);
  };
  const columns = {
    gridTemplateColumns: `${nameWidth}px repeat(${phases.length}, minmax(${cellWidth}px, 1fr))`,
    minWidth: nameWidth + phases.length * cellWidth,
  };

  return (
    <div
      className="matrix"
      ref={scroller}
      role="grid"
      aria-label={words.matrix}
      aria-rowcount={hosts.length + 1}
      onKeyDown={keys}
    >
      <div className="row head" role="row" style={columns}>
        <span role="columnheader">{words.hosts}</span>
        {phases.map((phase) => (
          <span key={phase} role="columnheader" title={phaseWords[phase][language]}>
            {phaseWords[phase][language]}
          </span>
        ))}
      </div>
      <div className="rows" role="presentation" style={{ height: rows.getTotalSize(), minWidth: columns.minWidth }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const host = hosts[index] ?? '';
          return (
            <div
              key={host}
              className="row"
              role="row"
              aria-rowindex={index + 2}
              style={{ ...columns, transform: `translateY(${start}px)` }}
            >
              <span role="rowheader" className="mono" title={host}>
                {host}
              </span>
              {phases.map((phase, column) => {
                const at = cellIndex.get(`${phase}/${host}`);
                const cell = at === undefined ? undefined : cells.get(at);
                return (
                  <CellView
                    key={phase}
                    cell={cell}
                    host={host}
                    phase={phase}
                    row={index}
                    column={column}
                    current={focus.row === index && focus.column === column}
                    chosen={selected?.host === host && selected.phase === phase}
                    select={select}
                    focus={setFocus}
                  />
                );
              })}
            </div>
          );
        })}
      </div>
    </div>
  );
});

const CellView = memo(function CellView({
  cell,
  host,
  phase,
  row,
  column,
  current,
  chosen,
  select,
  focus,
}: {
  readonly cell: Cell | undefined;
  readonly host: string;
  readonly phase: Phase;
  readonly row: number;
  readonly column: number;
  readonly current: boolean;
  readonly chosen: boolean;
  readonly select: (cell: Selected) => void;
  readonly focus: (at: { row: number; column: number }) => void;
}) {
  const words = useWords(deploy);
  const language = useLanguage();
  const counts = cell?.counts;
  const total = counts === undefined ? 0 : Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (counts === undefined || total === 0)
    return <span role="gridcell" className="cell none" data-at={`${row},${column}`} tabIndex={current ? 0 : -1} aria-label="–" />;
  const status = statusOf(counts);
  const done = counts.satisfied + counts.changed;
  return (
    <span
      role="gridcell"
      className={`cell ${status}`}
      data-at={`${row},${column}`}
      tabIndex={current ? 0 : -1}
      aria-selected={chosen}
      aria-label={words.cell(host, phaseWords[phase][language], words.status[status], done, total)}
      onFocus={() => focus({ row, column })}
      onClick={() => select({ host, phase })}
      onKeyDown={(event) => {
        if (event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          select({ host, phase });
        }
      }}
    >
      <i aria-hidden>{signs[status]}</i>
      <span aria-hidden>{(status === 'running' || status === 'failed') && total > 1 ? `${done}/${total}` : ''}</span>
    </span>
  );
});
