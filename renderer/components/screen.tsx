import type { ReactNode } from 'react';

/** A screen: what it is about, its content, and below it what can be done, the obvious next thing last. */
export const Screen = ({
  title,
  lead,
  aside,
  why,
  actions,
  takes = 'column',
  children,
}: {
  readonly title: string;
  readonly lead?: ReactNode;
  /** At the heading's right. */
  readonly aside?: ReactNode;
  /** Why the next thing cannot be done yet, or what it will do. */
  readonly why?: ReactNode;
  readonly actions?: ReactNode;
  /** What the content takes: a column that is read along, the width that a table wants, or the height too (the matrix). */
  readonly takes?: 'column' | 'width' | 'window';
  readonly children: ReactNode;
}) => (
  <div className={`screen ${takes}`}>
    {/* What is scrolled can be scrolled with the keyboard. */}
    <div className="body" tabIndex={0}>
      <div className="column">
        <div className="heading">
          <div>
            <h1>{title}</h1>
            {lead !== undefined && <p className="lead">{lead}</p>}
          </div>
          {aside}
        </div>
        {children}
      </div>
    </div>
    {actions !== undefined && (
      <div className="actions">
        {why !== undefined && (
          <span className="why" role="status">
            {why}
          </span>
        )}
        {actions}
      </div>
    )}
  </div>
);
