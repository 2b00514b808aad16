import { useId, type ReactNode } from 'react';

/** A part of a screen with a title of its own. */
export function Panel({
  title,
  aside,
  flush = false,
  children,
}: {
  readonly title?: ReactNode;
  /** At the title's right: a count, a button. */
  readonly aside?: ReactNode;
  /** Whether the content reaches the edges, as tables do. */
  readonly flush?: boolean;
  readonly children: ReactNode;
}) {
  const id = useId();
  return (
    <section className="panel" aria-labelledby={title === undefined ? undefined : id}>
      {title !== undefined && (
        <div className="title">
          <h2 id={id}>{title}</h2>
          {aside}
        </div>
      )}
      {flush ? children : <div className="inside">{children}</div>}
    </section>
  );
}
