import { type Draft, emptyDraft } from '../../../shared/draft/draft.ts';
import { draftOf } from '../../../shared/draft/draft-of.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { latestDeployOrder } from '../runner/run-order.ts';
import { specIn } from '../spec-text.ts';
import type { Workspace } from '../workspace/workspace.ts';

/**
 * What is typed of a cluster: its draft. One that was made by the command line, or handed over, has none yet: its draft is that of its
 * spec, with the bundle and the acceptances of its latest deployment.
 * @throws {ProblemError} `workspace.broken`, `workspace.unusable`
 */
export async function typedOf(workspace: Workspace): Promise<Draft> {
  const typed = await workspace.readDraft();
  if (typed !== undefined) return typed;
  const spec = await soundSpec(workspace);
  if (spec === undefined) return emptyDraft(workspace.cluster.name);
  const order = await latestDeployOrder(workspace);
  return { ...draftOf(spec), bundle: order?.bundle ?? '', accepted: [...(order?.accepted ?? [])] };
}

/** The kept spec; undefined where there is none, or one that is not sound: then nothing of it can be shown in fields. */
async function soundSpec(workspace: Workspace): Promise<ClusterSpec | undefined> {
  try {
    return specIn(await workspace.readSpec());
  } catch (error) {
    const isMissing = (code: string) => code === 'workspace.broken' || code.startsWith('spec.');
    if (error instanceof ProblemError && error.problems.every(({ code }) => isMissing(code))) return undefined;
    throw error;
  }
}
