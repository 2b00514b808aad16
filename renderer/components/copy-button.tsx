import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useWords } from '../locales/language.tsx';
import { shared } from '../locales/shared.ts';

const shownMs = 2000;

/** Puts a text onto the clipboard, and says so for a moment. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const words = useWords(shared);
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <Button
      size="compact-xs"
      variant="default"
      aria-label={label}
      onClick={() => {
        // Where the clipboard is refused the text can still be selected.
        navigator.clipboard.writeText(text).then(
          () => setCopied(true),
          () => setCopied(false),
        );
      }}
    >
      <span aria-live="polite">{copied ? words.copied : words.copy}</span>
    </Button>
  );
}

/** Commands to be run elsewhere, with a button that copies them all. */
export const Commands = ({ lines }: { readonly lines: readonly string[] }) => (
  <div className="commands">
    <pre tabIndex={0}>{lines.join('\n')}</pre>
    <CopyButton text={`${lines.join('\n')}\n`} />
  </div>
);
