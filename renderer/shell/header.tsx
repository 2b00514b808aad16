import { ActionIcon, SegmentedControl, Tooltip } from '@mantine/core';
import type { Language } from '../../shared/problems/problem.ts';
import { useWords } from '../locales/language.tsx';
import { shell } from '../locales/shell.ts';
import { hashOf, welcome } from '../router/route.ts';
import { usePreferences } from '../store/preferences.tsx';
import { PracticeFaults } from './practice-faults.tsx';
import type { ClusterState } from '../store/cluster.ts';

export interface HeaderProps {
  readonly cluster?: Pick<ClusterState, 'summary' | 'saving'> | undefined;
}

/** The line at the top: which cluster this is, whether what was typed is saved, the language and the theme. */
export function Header({ cluster }: HeaderProps) {
  const words = useWords(shell);
  const { language, theme, change } = usePreferences();
  const other = theme === 'light' ? words.toDark : words.toLight;
  return (
    <>
      <header className="header">
        <a className="home" href={hashOf(welcome)} aria-label={`Barque: ${words.home}`}>
          <Masts />
          Barque
        </a>
        {cluster !== undefined && (
          <>
            <a className="name" href={hashOf({ page: 'cluster', dir: cluster.summary.dir })}>
              {cluster.summary.name}
            </a>
            <span className="saving" data-state={cluster.saving.state} role="status">
              {words.saving[cluster.saving.state]}
            </span>
          </>
        )}
        <div className="end">
          <SegmentedControl
            size="xs"
            aria-label={words.language}
            value={language}
            onChange={(value: Language) => change({ language: value })}
            data={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
          <Tooltip label={other}>
            <ActionIcon
              variant="default"
              size={30}
              aria-label={other}
              onClick={() => change({ theme: theme === 'light' ? 'dark' : 'light' })}
            >
              <span aria-hidden>{theme === 'light' ? '☾' : '☀'}</span>
            </ActionIcon>
          </Tooltip>
        </div>
      </header>
      {cluster?.summary.practice === true && (
        <div className="practice" role="note">
          <strong>{words.practice}</strong>
          {words.practiceLead}
          <PracticeFaults />
        </div>
      )}
    </>
  );
}

/** Three masts and a hull. */
const Masts = () => (
  <svg width="22" height="22" viewBox="0 0 22 22" fill="none" stroke="currentColor" strokeWidth="1.6" aria-hidden>
    <path d="M2 15h18l-2.6 4.2H4.6z" fill="var(--accent)" stroke="none" />
    <path d="M5.5 14V6M11 14V3M16.5 14V7" strokeLinecap="round" />
    <path d="M11 4.2 15 12h-4zM5.5 7 9 12.4H5.5z" fill="currentColor" stroke="none" />
  </svg>
);
