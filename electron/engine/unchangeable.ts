import type { ClusterSpec } from '../../shared/model/spec.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { cannotChange } from '../../shared/spec/unchangeable.ts';
import type { Workspace } from './workspace/workspace.ts';

/** Refuses a spec that wants of a standing cluster what cannot be changed. @throws {ProblemError} `spec.cannot-change` */
export async function refuseUnchangeable(workspace: Workspace, spec: ClusterSpec): Promise<void> {
  const applied = await workspace.applied();
  if (!applied) return;
  const [first, ...more] = cannotChange(applied, spec);
  if (first) throw new ProblemError(first, ...more);
}
