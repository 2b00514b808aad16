import { Button, Switch, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { Output } from '../../../shared/contract/engine-api.ts';
import { useEngine, type Engine } from '../../api/engine.tsx';
import { problemsOf } from '../../api/problems-of.ts';
import { useAction } from '../../api/use-action.ts';
import { ProblemList } from '../../components/problem-card.tsx';
import { deploy } from '../../locales/deploy.ts';
import { clock, number } from '../../locales/format.ts';
import { useLanguage, useWords } from '../../locales/language.tsx';
import { shared } from '../../locales/shared.ts';
import type { Problem } from '../../../shared/problems/problem.ts';

type Line = Output<'runs.log'>['lines'][number];
const pageLines = 500;
/** Pages of which lines are kept. */
const mostPages = 40;
const refreshMs = 700;
const lineHeight = 18;

interface Which {
  readonly dir: string;
  readonly run: string;
  readonly step: string;
}

/** What one step printed, however much: pages are fetched as they come into sight, searched in the engine's order, followed while it runs. */
export function StepLog({ which, live }: { readonly which: Which; readonly live: boolean }) {
  const words = useWords(deploy);
  const common = useWords(shared);
  const language = useLanguage();
  const scroller = useRef<HTMLDivElement>(null);
  const { total, lineAt, want, problems } = useLog(which, live);
  const [following, setFollowing] = useState(true);
  const [query, setQuery] = useState('');
  const [found, setFound] = useState<
    { readonly matches: readonly number[]; readonly whole: boolean; readonly at: number } | undefined
  >(undefined);
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  });
  const shown = rows.getVirtualItems();
  useEffect(() => want(shown.map(({ index }) => index)));
  useEffect(() => {
    if (following && total > 0) rows.scrollToIndex(total - 1, { align: 'end' });
  }, [following, total, rows]);

  const search = useAction(async (engine, signal, text: string) => {
    const matches: number[] = [];
    for await (const { from, lines } of pages(engine, which, signal)) {
      lines.forEach(({ line }, index) => {
        if (line.toLowerCase().includes(text.toLowerCase())) matches.push(from + index);
      });
      setFound({ matches: [...matches], whole: false, at: 0 });
      if (matches.length >= 10_000) break;
    }
    setFound({ matches, whole: true, at: 0 });
    const [first] = matches;
    if (first === undefined) return;
    setFollowing(false);
    rows.scrollToIndex(first, { align: 'center' });
  });
  const copy = useAction(async (engine, signal) => {
    const texts: string[] = [];
    for await (const { lines } of pages(engine, which, signal)) texts.push(...lines.map(({ line }) => line));
    await navigator.clipboard.writeText(texts.join('\n'));
  });
  const next = () => {
    if (found === undefined || found.matches.length === 0) return;
    const at = (found.at + 1) % found.matches.length;
    setFound({ ...found, at });
    setFollowing(false);
    rows.scrollToIndex(found.matches[at] ?? 0, { align: 'center' });
  };
  const current = found?.matches[found.at];

  return (
    <div className="log">
      <form
        className="tools"
        onSubmit={(event) => {
          event.preventDefault();
          if (query === '') setFound(undefined);
          else if (found === undefined) search.run(query);
          else next();
        }}
      >
        <TextInput
          size="xs"
          aria-label={words.search}
          placeholder={words.search}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setFound(undefined);
          }}
        />
        {found !== undefined && <span className="quiet number">{words.matches(found.matches.length, found.whole)}</span>}
        {found !== undefined && found.matches.length > 1 && (
          <Button size="compact-xs" variant="default" onClick={next}>
            {words.nextMatch}
          </Button>
        )}
        <span className="quiet number end">{words.lines(number(total, language))}</span>
        <Switch
          size="xs"
          label={words.follow}
          checked={following}
          onChange={(event) => setFollowing(event.currentTarget.checked)}
        />
        <Button size="compact-xs" variant="default" loading={copy.busy} onClick={() => copy.run()}>
          {common.copy}
        </Button>
      </form>
      <ProblemList problems={[...problems, ...copy.problems, ...search.problems]} />
      <div
        className="lines"
        ref={scroller}
        role="log"
        aria-label={words.log}
        aria-live="off"
        tabIndex={0}
        onWheel={(event) => {
          if (event.deltaY < 0) setFollowing(false);
        }}
      >
        {total === 0 && <div className="blank">{words.logEmpty}</div>}
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {shown.map(({ index, start }) => {
            const line = lineAt(index);
            return (
              <div
                key={index}
                className={index === current ? 'line current' : 'line'}
                style={{ transform: `translateY(${start}px)` }}
              >
                <span className="quiet">{line === undefined ? '' : clock(line.at, language)}</span> {line?.line ?? '…'}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The lines of a step, by page; while the step runs, how many there are is asked again and again. */
function useLog(which: Which, live: boolean) {
  const engine = useEngine();
  const { dir, run, step } = which;
  const [total, setTotal] = useState(0);
  const [problems, setProblems] = useState<readonly Problem[]>([]);
  const [, redraw] = useState(0);
  const held = useRef({ pages: new Map<number, readonly Line[]>(), asked: new Set<number>(), ended: new AbortController() });
  useEffect(() => {
    const mine = { pages: new Map<number, readonly Line[]>(), asked: new Set<number>(), ended: new AbortController() };
    held.current = mine;
    const { signal } = mine.ended;
    const look = () => {
      engine['runs.log']({ dir, run, step, from: 0, count: 1 }, signal).then(
        (answer) => setTotal(answer.total),
        (thrown: unknown) => {
          if (!signal.aborted) setProblems(problemsOf(thrown));
        },
      );
    };
    look();
    const timer = live ? setInterval(look, refreshMs) : undefined;
    return () => {
      clearInterval(timer);
      mine.ended.abort();
    };
  }, [engine, dir, run, step, live]);

  const want = (indexes: readonly number[]) => {
    const { pages: kept, asked, ended } = held.current;
    for (const page of new Set(indexes.map((index) => Math.floor(index / pageLines)))) {
      const full = kept.get(page)?.length === Math.min(pageLines, total - page * pageLines);
      if (full || asked.has(page)) continue;
      asked.add(page);
      engine['runs.log']({ dir, run, step, from: page * pageLines, count: pageLines }, ended.signal).then(
        ({ lines }) => {
          asked.delete(page);
          kept.delete(page);
          kept.set(page, lines);
          const [oldest] = kept.keys();
          if (kept.size > mostPages && oldest !== undefined) kept.delete(oldest);
          redraw((n) => n + 1);
        },
        () => asked.delete(page),
      );
    }
  };
  const lineAt = (index: number): Line | undefined => held.current.pages.get(Math.floor(index / pageLines))?.[index % pageLines];
  return { total, lineAt, want, problems };
}

async function* pages(engine: Engine, which: Which, signal: AbortSignal) {
  for (let from = 0; ;) {
    const { total, lines } = await engine['runs.log']({ ...which, from, count: 5000 }, signal);
    yield { from, lines };
    from += lines.length;
    if (lines.length === 0 || from >= total) return;
  }
}
