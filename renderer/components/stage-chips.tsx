import type { ClusterSummary, Stage } from '../../shared/contract/clusters.ts';
import { useWords } from '../locales/language.tsx';
import { welcome } from '../locales/welcome.ts';

const tone: Readonly<Record<Stage, string>> = {
  survey: '',
  draft: '',
  running: 'run',
  interrupted: 'warn',
  failed: 'bad',
  finished: 'ok',
};

/** How far a cluster has come. What came of a later run, such as a renewal, does not take away that it stands. */
export function StageChips({ of: { stage, stands } }: { readonly of: Pick<ClusterSummary, 'stage' | 'stands'> }) {
  const { stage: stages, laterRun } = useWords(welcome);
  const later = stage === 'running' || stage === 'interrupted' || stage === 'failed' ? stage : undefined;
  if (!stands || later === undefined) return <span className={`chip ${tone[stage]}`}>{stages[stage]}</span>;
  return (
    <>
      <span className={`chip ${tone.finished}`}>{stages.finished}</span>{' '}
      <span className={`chip ${tone[later]}`}>{laterRun[later]}</span>
    </>
  );
}
