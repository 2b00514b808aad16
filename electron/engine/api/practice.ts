import { join } from 'node:path';
import type { Calls } from '../../../shared/contract/engine-api.ts';
import type { practice } from '../../../shared/contract/practice.ts';
import { draftOf } from '../../../shared/draft/draft-of.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { type Harbour, startHarbour } from '../practice/harbour.ts';
import { createCluster } from './clusters.ts';
import type { Hands } from './engine.ts';
import { clusterSummary } from './run-history.ts';

export const practiceCalls = (hands: Hands): Pick<Calls<AbortSignal>, keyof typeof practice> => {
  const harbours = new Map<string, Harbour>();
  hands.closing.push(async () => {
    await Promise.all([...harbours.values()].map((harbour) => harbour.close()));
  });
  const harbourOf = async (dir: string): Promise<Harbour> => {
    const harbour = harbours.get((await hands.clusters.of(dir)).dir);
    if (harbour === undefined) throw new ProblemError(problem('engine.practice-over', {}));
    return harbour;
  };
  return {
    'practice.start': async (size, signal) => {
      const workspace = await createCluster(hands, 'practice', undefined, true);
      const harbour = await startHarbour({ dir: join(workspace.dir, 'practice'), ...size }, signal);
      harbours.set(workspace.dir, harbour);
      const { secret, password } = harbour.credentials;
      await workspace.vault.set(secret, password);
      await workspace.keepDraft({ ...draftOf(harbour.spec), name: workspace.cluster.name, bundle: harbour.bundle });
      return clusterSummary(workspace, hands.runs);
    },
    'practice.faults': async ({ dir }) => [...(await harbourOf(dir)).faults()],
    'practice.inject': async ({ dir, host, fault }) => {
      (await harbourOf(dir)).inject(host, fault);
      return {};
    },
    'practice.mend': async ({ dir, host, fault }) => {
      (await harbourOf(dir)).mend(host, fault);
      return {};
    },
  };
};
