import type { Calls } from '../../../shared/contract/engine-api.ts';
import type { practice } from '../../../shared/contract/practice.ts';
import { emptyDraft } from '../../../shared/draft/draft.ts';
import { draftOf } from '../../../shared/draft/draft-of.ts';
import { createCluster } from './clusters.ts';
import type { Hands } from './engine.ts';
import { clusterSummary } from './run-history.ts';

export const practiceCalls = (hands: Hands): Pick<Calls<AbortSignal>, keyof typeof practice> => {
  const harbourOf = async (dir: string) => hands.harbours.of(await hands.clusters.of(dir));
  return {
    'practice.start': async ({ purpose, ...size }, signal) => {
      const typed = emptyDraft('practice', purpose);
      const workspace = await createCluster(hands, typed, undefined, true);
      const { spec, bundle, credentials } = await hands.harbours.start(workspace, size, signal);
      await workspace.vault.set(credentials.secret, credentials.password);
      await workspace.keepDraft({ ...typed, ...draftOf(spec), name: workspace.cluster.name, bundle });
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
