import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { deploy } from '../../locales/deploy.ts';
import { clock } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';

const tryMs = 3000;

/**
 * The engine is gone, or out of reach: nobody knows what the run does now, and nothing can be asked of it. Where a web host served the
 * page, it is loaded anew as soon as that answers again; the desktop application starts its engine again with the page.
 * @param at when the run was last heard of, ms since the epoch
 */
export function EngineLost({ at }: { readonly at: number }) {
  const words = useWords(deploy);
  const language = useLanguage();
  const waits = window.location.protocol.startsWith('http');
  useEffect(() => {
    if (!waits) return undefined;
    const left = new AbortController();
    const timer = setInterval(() => {
      fetch(window.location.pathname, { cache: 'no-store', signal: left.signal }).then(
        ({ ok }) => {
          if (ok) window.location.reload();
        },
        () => undefined,
      );
    }, tryMs);
    return () => {
      clearInterval(timer);
      left.abort();
    };
  }, [waits]);
  return (
    <article className="problem warning" role="alert" aria-label={words.lost}>
      <p>{at > 0 ? words.lostSince(clock(at, language)) : words.lostNothing}</p>
      <ul className="remedies">
        {waits && <li>{words.lostWaits}</li>}
        <li>{words.lostStart}</li>
      </ul>
      <div className="do">
        <Button size="xs" onClick={() => window.location.reload()}>
          {words.reload}
        </Button>
      </div>
    </article>
  );
}
