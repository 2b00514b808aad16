import { join } from 'node:path';
import type { clusters, ClusterSummary } from '../../../shared/contract/clusters.ts';
import type { Calls } from '../../../shared/contract/engine-api.ts';
import { type Draft, emptyDraft } from '../../../shared/draft/draft.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { isClusterSecret } from '../vault/cluster-secrets.ts';
import { whenIdle } from '../vault/idle.ts';
import { createWorkspace, type Workspace } from '../workspace/workspace.ts';
import { clusterSummary } from './run-history.ts';
import type { Hands } from './engine.ts';

export const clusterCalls = (hands: Hands): Pick<Calls<AbortSignal>, keyof typeof clusters> => {
  const { file, clusters: open, runs } = hands;
  return {
    'clusters.list': async () => {
      const found = await Promise.all((await file.recent()).map((dir) => summaryIfThere(hands, dir)));
      return found.filter((summary) => summary !== undefined).sort((a, b) => b.created.localeCompare(a.created));
    },
    'clusters.create': async ({ name, dir, purpose }) =>
      clusterSummary(await createCluster(hands, emptyDraft(name, purpose), dir), runs),
    'clusters.open': async ({ dir }) => {
      const workspace = await open.again(dir);
      await file.remember(workspace.dir);
      return clusterSummary(workspace, runs);
    },
    'clusters.forget': async ({ dir }) => {
      await file.forget(dir);
      return {};
    },
    'clusters.draft': async ({ dir }) => {
      const workspace = await open.of(dir);
      return (await workspace.readDraft()) ?? emptyDraft(workspace.cluster.name);
    },
    'clusters.saveDraft': async ({ dir, draft }) => {
      await (await open.of(dir)).keepDraft(draft);
      return {};
    },
    'secrets.names': async ({ dir }) => (await (await open.of(dir)).vault.names()).filter((name) => !isClusterSecret(name)),
    'secrets.set': async ({ dir, name, value }) => {
      // the cluster's own keys are made by the engine and by nobody else
      if (isClusterSecret(name))
        throw new ProblemError(problem('secrets.invalid', { source: name, reason: 'a key of the cluster' }));
      const { vault } = await open.of(dir);
      await (value === '' ? vault.remove([name]) : vault.set(name, value));
      return {};
    },
    'vault.state': async ({ dir }) => (await open.of(dir)).vault.state(),
    'vault.unlock': async ({ dir, passphrase }) => {
      await (await open.of(dir)).vault.unlock(passphrase);
      return {};
    },
    'vault.lock': async ({ dir }) => {
      (await open.of(dir)).vault.lock();
      return {};
    },
    'vault.protect': async ({ dir, from, passphrase }) => {
      await (await open.of(dir)).vault.protect(passphrase, from);
      return {};
    },
  };
};

/** A new cluster's workspace with what is typed so far, remembered: in `dir`, or in a folder of the home that is named after it. */
export async function createCluster(
  { home, file, clusters }: Hands,
  draft: Draft,
  dir?: string,
  practice = false,
): Promise<Workspace> {
  const workspace = await made(dir === undefined ? foldersFor(home, draft.name) : [dir], draft, practice);
  clusters.put(workspace);
  await file.remember(workspace.dir);
  return workspace;
}

/** In the first of some folders that is not taken. */
async function made(folders: Iterable<string>, draft: Draft, practice: boolean): Promise<Workspace> {
  let taken: unknown;
  for (const folder of folders) {
    try {
      return await createWorkspace(folder, draft.name, { draft, practice }, { idle: whenIdle });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problems[0].code !== 'workspace.exists') throw error;
      taken = error;
    }
  }
  throw taken;
}

/** `name`, `name-2` and so on; what a file system may not take is left out of a name. */
function* foldersFor(home: string, name: string): Generator<string, undefined> {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '') || 'cluster';
  yield join(home, plain);
  for (let n = 2; n < 1000; n++) yield join(home, `${plain}-${n}`);
}

/** Undefined where the folder is gone or is a workspace no more. */
async function summaryIfThere({ clusters, runs }: Hands, dir: string): Promise<ClusterSummary | undefined> {
  try {
    return await clusterSummary(await clusters.again(dir), runs);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
