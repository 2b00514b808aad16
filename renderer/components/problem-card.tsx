import { Button } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { explain, type Problem } from '../../shared/problems/problem.ts';
import { shared } from '../locales/shared.ts';
import { useLanguage, useWords } from '../locales/language.tsx';
import { Prose } from './prose.tsx';

export interface ProblemCardProps {
  readonly problem: Problem;
  /** The hosts that it is the same of; its own, unless they are given. */
  readonly hosts?: readonly string[] | undefined;
  /** How much it weighs; a problem that has happened is a blocker. */
  readonly severity?: 'blocker' | 'warning' | 'accepted' | undefined;
  /** Does again what failed. */
  readonly retry?: (() => void) | undefined;
  readonly retrying?: boolean | undefined;
  /** How what the remedies name is shown: a setting may be led to. */
  readonly nameOf?: ((name: string) => ReactNode) | undefined;
  /** More that can be done about it: buttons. */
  readonly children?: ReactNode;
}

/** A problem as a person reads it: what happened and where, what was found and expected, what to do, what the host said. */
export function ProblemCard({
  problem,
  hosts = [],
  severity = 'blocker',
  retry,
  retrying = false,
  nameOf,
  children,
}: ProblemCardProps) {
  const words = useWords(shared);
  const text = explain(problem, useLanguage());
  const title = useId();
  const evidence = problem.evidence ?? [];
  return (
    <article className={`problem ${severity}`} aria-labelledby={title}>
      <header>
        {problem.host !== undefined && hosts.length < 2 && <span className="host">{problem.host}</span>}
        <h3 id={title}>{text.what}</h3>
        <code>{problem.code}</code>
      </header>
      <dl>
        {hosts.length > 1 && (
          <>
            <dt>{words.hosts(hosts.length)}</dt>
            <dd className="hosts">
              {hosts.map((host) => (
                <span key={host} className="chip mono">
                  {host}
                </span>
              ))}
            </dd>
          </>
        )}
        <dt>{words.found}</dt>
        <dd>
          <Prose text={text.found} />
        </dd>
        <dt>{words.expected}</dt>
        <dd>
          <Prose text={text.expected} />
        </dd>
      </dl>
      {text.remedies.length > 0 && (
        <ul className="remedies" aria-label={words.remedies}>
          {text.remedies.map((remedy) => (
            <li key={remedy}>
              <Prose text={remedy} nameOf={nameOf} />
            </li>
          ))}
        </ul>
      )}
      {evidence.length > 0 && (
        <details className="evidence">
          <summary>{words.evidence(evidence.length)}</summary>
          <pre tabIndex={0}>{evidence.join('\n')}</pre>
        </details>
      )}
      {(retry !== undefined || children !== undefined) && (
        <div className="do">
          {retry !== undefined && (
            <Button size="xs" variant="default" onClick={retry} loading={retrying}>
              {words.retry}
            </Button>
          )}
          {children}
        </div>
      )}
    </article>
  );
}

/** Several problems, one card each; said aloud when they appear. Nothing where there are none. */
export function ProblemList({
  problems,
  retry,
}: {
  readonly problems: readonly Problem[];
  readonly retry?: (() => void) | undefined;
}) {
  if (problems.length === 0) return null;
  return (
    <div className="problems" role="alert">
      {problems.map((problem, index) => (
        <ProblemCard
          key={`${index} ${problem.code} ${problem.host ?? ''}`}
          problem={problem}
          retry={index === problems.length - 1 ? retry : undefined}
        />
      ))}
    </div>
  );
}
