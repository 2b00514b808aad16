import type { ClusterSummary, Stage } from '../../shared/contract/clusters.ts';
import { useWords } from '../locales/language.tsx';
import { welcome } from '../locales/welcome.ts';

type Shown = Stage | 'paused';

const tone: Readonly<Record<Shown, string>> = {
  survey: '',
  draft: '',
  running: 'run',
  paused: 'warn',
  interrupted: 'warn',
  failed: 'bad',
  finished: 'ok',
};

/** How far a cluster has come. What came of a later run, such as a renewal, does not take away that it stands. */
export function StageChips({ of: { stage, stands, run } }: { readonly of: Pick<ClusterSummary, 'stage' | 'stands' | 'run'> }) {
  const { stage: stages, laterRun } = useWords(welcome);
  const shown: Shown = stage === 'running' && run?.paused === true ? 'paused' : stage;
  const later = shown === 'running' || shown === 'paused' || shown === 'interrupted' || shown === 'failed' ? shown : undefined;
  if (!stands || later === undefined) return <span className={`chip ${tone[shown]}`}>{stages[shown]}</span>;
  return (
    <>
      <span className={`chip ${tone.finished}`}>{stages.finished}</span>{' '}
      <span className={`chip ${tone[later]}`}>{laterRun[later]}</span>
    </>
  );
}
