import { join } from 'node:path';
import type { clusters, ClusterSummary, UnusableCluster } from '../../../shared/contract/clusters.ts';
import type { Calls } from '../../../shared/contract/engine-api.ts';
import { type Draft, emptyDraft } from '../../../shared/draft/draft.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { isClusterSecret } from '../vault/cluster-secrets.ts';
import { whenIdle } from '../vault/idle.ts';
import { createWorkspace, type Workspace } from '../workspace/workspace.ts';
import { clusterSummary } from './run-history.ts';
import type { Hands } from './engine.ts';
import { typedOf } from './typed.ts';

export const clusterCalls = (hands: Hands): Pick<Calls<AbortSignal>, keyof typeof clusters> => {
  const { file, clusters: open, runs } = hands;
  return {
    'clusters.list': async () => {
      const found = await Promise.all((await file.recent()).map((dir) => remembered(hands, dir)));
      const clusters = found.flatMap((known) => ('problems' in known ? [] : [known]));
      clusters.sort((a, b) => b.created.localeCompare(a.created));
      return { clusters, unusable: found.filter((known) => 'problems' in known) };
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
      // a folder that was moved away has no draft either: that is not one where nothing was typed
      return typedOf(await open.again(dir));
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

/**
 * A new cluster's workspace with what is typed so far, remembered: in `dir`, or in a folder of the home that is named after it. Practice
 * clusters are named by nobody: each is called as its folder is, so that they can be told apart.
 */
export async function createCluster(
  { home, file, clusters }: Hands,
  draft: Draft,
  dir?: string,
  practice = false,
): Promise<Workspace> {
  const { name } = draft;
  const workspace = await made(dir === undefined ? placesFor(home, name, practice) : [{ folder: dir, name }], draft, practice);
  clusters.put(workspace);
  await file.remember(workspace.dir);
  return workspace;
}

/** Where a workspace may be made, and what its cluster is called there. */
interface Place {
  readonly folder: string;
  readonly name: string;
}

/** In the first of some folders that is not taken. */
async function made(places: Iterable<Place>, draft: Draft, practice: boolean): Promise<Workspace> {
  let taken: unknown;
  for (const { folder, name } of places) {
    try {
      return await createWorkspace(folder, name, { draft: { ...draft, name }, practice }, { idle: whenIdle });
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problems[0].code !== 'workspace.exists') throw error;
      taken = error;
    }
  }
  throw taken;
}

/**
 * Folders `name`, `name-2` and so on, and the cluster's name, with the same number where it is `numbered`. What a file system may not
 * take is left out of a folder's name.
 */
function* placesFor(home: string, name: string, numbered: boolean): Generator<Place, undefined> {
  const plain = name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[.-]+|[.-]+$/g, '') || 'cluster';
  for (let n = 1; n < 1000; n++) {
    const number = n === 1 ? '' : `-${n}`;
    yield { folder: join(home, `${plain}${number}`), name: numbered ? `${name}${number}` : name };
  }
}

/** A workspace that was made or opened here, as it is now. */
async function remembered({ clusters, runs }: Hands, dir: string): Promise<ClusterSummary | UnusableCluster> {
  try {
    return await clusterSummary(await clusters.again(dir), runs);
  } catch (error) {
    if (error instanceof ProblemError) return { dir, problems: [...error.problems] };
    throw error;
  }
}
