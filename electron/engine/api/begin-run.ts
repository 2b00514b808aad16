import type { NewOrder } from '../runner/order-schema.ts';
import { specIn } from '../spec-text.ts';
import { takeLease } from '../workspace/lease.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Hands } from './engine.ts';

/** Begins a run under the workspace's lease, which ends with it, and answers at once. */
export async function beginRun(
  { harbours, previews, runs, questions }: Pick<Hands, 'harbours' | 'previews' | 'runs' | 'questions'>,
  workspace: Workspace,
  order: NewOrder,
): Promise<{ run: string }> {
  const spec = specIn(order.spec);
  const inProcess = await harbours.reachable(workspace);
  const speed = await harbours.speedOf(workspace);
  await previews.get(workspace.dir);
  const run = await workspace.newRun();
  const lease = await takeLease(workspace.dir, run);
  runs.begin({ workspace, run, lease, spec, order, inProcess, speed }, questions);
  return { run };
}
