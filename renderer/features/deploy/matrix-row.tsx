import { memo } from 'react';
import type { Phase } from '../../../shared/model/plan.ts';
import { statusOf } from '../../../shared/run/selectors.ts';
import type { Cell, StepStatus } from '../../../shared/run/state.ts';
import { phaseWords } from '../../../shared/run/titles.ts';
import { deploy } from '../../locales/deploy.ts';
import { span } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';

const signs: Readonly<Record<StepStatus, string>> = {
  waiting: '',
  running: '●',
  satisfied: '✓',
  changed: '✓',
  skipped: '»',
  failed: '✕',
  cancelled: '–',
};

export interface MatrixRowProps {
  readonly host: string;
  /** Its place among the rows that are shown, from 0. */
  readonly index: number;
  readonly top: number;
  readonly columns: string;
  readonly phases: readonly Phase[];
  readonly cells: readonly (Cell | undefined)[];
  /** The column that can be tabbed to, where it is in this row. */
  readonly current: number | undefined;
  readonly chosen: Phase | undefined;
  /** The time, where a cell runs. */
  readonly now: number | undefined;
}

/** The same row, but for a new array of the same cells. */
const isSame = (a: MatrixRowProps, b: MatrixRowProps): boolean =>
  a.host === b.host &&
  a.index === b.index &&
  a.top === b.top &&
  a.columns === b.columns &&
  a.phases === b.phases &&
  a.current === b.current &&
  a.chosen === b.chosen &&
  a.now === b.now &&
  a.cells.every((cell, column) => cell === b.cells[column]);

/** One host's cells, a span each: a row is drawn anew only where one of them has changed, and takes no events itself. */
export const MatrixRow = memo(function MatrixRow(row: MatrixRowProps) {
  const { host, index, top, columns, phases, cells, current, chosen, now } = row;
  const words = useWords(deploy);
  const language = useLanguage();
  return (
    <div
      className="row"
      role="row"
      aria-rowindex={index + 2}
      style={{ gridTemplateColumns: columns, transform: `translateY(${top}px)` }}
    >
      <span role="rowheader" className="mono name" title={host}>
        {host}
      </span>
      {phases.map((phase, column) => {
        const counts = cells[column]?.counts;
        const total = counts === undefined ? 0 : totalOf(counts);
        const tab = column === current ? 0 : -1;
        const at = `${index},${column}`;
        if (counts === undefined || total === 0)
          return <span key={phase} role="gridcell" className="cell none" data-at={at} tabIndex={tab} aria-label="–" />;
        const status = statusOf(counts);
        const done = counts.satisfied + counts.changed;
        const started = cells[column]?.startedAt;
        const said =
          counts.running > 0 && now !== undefined && started !== undefined
            ? span(now - started, language)
            : (status === 'running' || status === 'failed') && total > 1
              ? `${done}/${total}`
              : '';
        return (
          <span
            key={phase}
            role="gridcell"
            className={`cell ${status}`}
            data-at={at}
            tabIndex={tab}
            aria-selected={phase === chosen}
            aria-label={`${words.cell(host, phaseWords[phase][language], words.status[status], done, total)} ${said}`}
          >
            {signs[status]} {said}
          </span>
        );
      })}
    </div>
  );
}, isSame);

const totalOf = (of: Cell['counts']): number =>
  of.waiting + of.running + of.satisfied + of.changed + of.skipped + of.failed + of.cancelled;
