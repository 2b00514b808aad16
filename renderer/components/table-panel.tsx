import type { ReactNode } from 'react';
import { useFirstRows } from './first-rows.tsx';
import { Panel } from './panel.tsx';

/** A panel that is a table: its first rows, and what shows the others. */
export function TablePanel<Row>({
  title,
  aside,
  before,
  heads,
  rows,
  children,
}: {
  readonly title: string;
  /** At the title's right; how many rows there are, unless it is given. */
  readonly aside?: ReactNode;
  /** Above the table. */
  readonly before?: ReactNode;
  /** The columns' heads; those of numbers stand at the right. */
  readonly heads: readonly (string | { readonly right: string })[];
  readonly rows: readonly Row[];
  /** A row with its key. */
  readonly children: (row: Row, index: number) => ReactNode;
}) {
  const { shown, more } = useFirstRows(rows);
  return (
    <Panel title={title} aside={aside ?? <span className="chip number">{rows.length}</span>} flush>
      {before}
      <table className="plain" aria-label={title}>
        <thead>
          <tr>
            {heads.map((head, i) =>
              typeof head === 'string' ? (
                <th key={i}>{head}</th>
              ) : (
                <th key={i} className="right">
                  {head.right}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{shown.map(children)}</tbody>
      </table>
      {more}
    </Panel>
  );
}
