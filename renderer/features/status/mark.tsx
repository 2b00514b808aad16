import type { ReactNode } from 'react';

/** A word of a table, marked where it is not as it should be. What is as it should be is plain: only a cluster that is well is green. */
export const Mark = ({ as, children }: { readonly as: '' | 'warn' | 'bad'; readonly children: ReactNode }) =>
  as === '' ? children : <span className={`chip ${as}`}>{children}</span>;
