import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { shared } from '../locales/shared.ts';
import { useWords } from '../locales/language.tsx';

/** Fewer than would fill the smallest window. */
const first = 10;

/** The first rows of a long table, and what shows the others: a table that scrolled by itself would be a scroll bar within the page's. */
export function useFirstRows<Row>(rows: readonly Row[]): { readonly shown: readonly Row[]; readonly more: ReactNode } {
  const words = useWords(shared);
  const [all, setAll] = useState(false);
  if (all || rows.length <= first) return { shown: rows, more: null };
  return {
    shown: rows.slice(0, first),
    more: (
      <div className="more">
        <Button size="xs" variant="subtle" onClick={() => setAll(true)}>
          {words.showAll(rows.length)}
        </Button>
      </div>
    ),
  };
}
