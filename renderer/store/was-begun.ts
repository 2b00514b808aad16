import type { ClusterSummary } from '../../shared/contract/clusters.ts';

/** Whether a deployment of the cluster was ever begun: there may be something on its hosts. */
export const wasBegun = ({ stage, stands }: Pick<ClusterSummary, 'stage' | 'stands'>): boolean =>
  stands || (stage !== 'draft' && stage !== 'survey');
