import { specIn } from '../spec-text.ts';
import { takeLease } from '../workspace/lease.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Hands } from './engine.ts';
import { keepRunOrder, type RunOrder } from './run-order.ts';

/** Begins a run under the workspace's lease, which ends with it, and answers at once. Its order is kept, to be gone on with. */
export async function beginRun(
  { harbours, previews, runs, questions }: Pick<Hands, 'harbours' | 'previews' | 'runs' | 'questions'>,
  workspace: Workspace,
  order: RunOrder,
): Promise<{ run: string }> {
  const spec = specIn(order.spec);
  const inProcess = await harbours.reachable(workspace);
  const speed = await harbours.speedOf(workspace);
  await previews.get(workspace.dir);
  const run = await workspace.newRun();
  const lease = await takeLease(workspace.dir, run);
  try {
    await keepRunOrder(workspace, run, order);
  } catch (error) {
    await lease.release();
    throw error;
  }
  const { bundle, accepted, skipped, renewal } = order;
  runs.begin({ workspace, run, lease, spec, yaml: order.spec, bundle, accepted, skipped, renewal, inProcess, speed }, questions);
  return { run };
}
