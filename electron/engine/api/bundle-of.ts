import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { latestDeployOrder } from '../runner/run-order.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The path of the bundle that a cluster is to be deployed from: the draft's, else that of its latest deployment. @throws {ProblemError} `engine.no-package` */
export async function bundleOf(workspace: Workspace): Promise<string> {
  const typed = (await workspace.readDraft())?.bundle ?? '';
  const bundle = typed === '' ? (await latestDeployOrder(workspace))?.bundle : typed;
  if (bundle === undefined) throw new ProblemError(problem('engine.no-package', {}));
  return bundle;
}
