import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { readIntent } from '../workspace/intent.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** The path of the bundle that a cluster is to be deployed from: the draft's, else that of the latest apply. @throws {ProblemError} `engine.no-package` */
export async function bundleOf(workspace: Workspace): Promise<string> {
  const typed = (await workspace.readDraft())?.bundle ?? '';
  const bundle = typed === '' ? (await readIntent(workspace.dir))?.bundle : typed;
  if (bundle === undefined) throw new ProblemError(problem('engine.no-package', {}));
  return bundle;
}
