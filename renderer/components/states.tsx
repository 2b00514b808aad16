import { Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Asked } from '../api/use-call.ts';
import { useWords } from '../locales/language.tsx';
import { shared } from '../locales/shared.ts';
import { ProblemList } from './problem-card.tsx';

/** There is nothing yet: says what would be here, and what to do to have it. */
export const Blank = ({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly children?: ReactNode;
}) => (
  <div className="blank">
    <strong>{title}</strong>
    {lead !== undefined && <p>{lead}</p>}
    {children !== undefined && <div className="do">{children}</div>}
  </div>
);

/** It is not here yet. */
export function Loading({ what }: { readonly what?: string }) {
  const words = useWords(shared);
  return (
    <div className="blank" role="status">
      <Loader size="sm" type="dots" aria-hidden />
      <span>{what ?? words.loading}</span>
    </div>
  );
}

/** The answer of a call once it is there; until then that it is loading, or why it failed, with a retry. */
export function Answer<T>({
  of,
  again,
  loading,
  children,
}: {
  readonly of: Asked<T>;
  readonly again: () => void;
  readonly loading?: string;
  readonly children: (answer: T) => ReactNode;
}) {
  switch (of.state) {
    case 'loading':
      return loading === undefined ? <Loading /> : <Loading what={loading} />;
    case 'failed':
      return <ProblemList problems={of.problems} retry={again} />;
    case 'answered':
      return children(of.answer);
  }
}
