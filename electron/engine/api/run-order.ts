import { dirname, join } from 'node:path';
import { z } from 'zod';
import { leafGroups } from '../../../shared/certificates/leaf-groups.ts';
import { acceptance } from '../../../shared/draft/draft.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { skip } from '../../../shared/run/event-schema.ts';
import { readJson, writeDurably } from '../workspace/durable-file.ts';
import { readIntent } from '../workspace/intent.ts';
import type { Workspace } from '../workspace/workspace.ts';

const runOrder = z.strictObject({
  schema: z.literal('barque-run/v1'),
  /** The spec, word for word. */
  spec: z.string(),
  bundle: z.string(),
  accepted: z.array(acceptance),
  /** The steps that it was to go on without. */
  skipped: z.array(skip).optional(),
  /** What it renews, where it is a renewal of certificates: what is named, else all. */
  renewal: z.strictObject({ groups: z.array(z.enum(leafGroups)).optional(), nodes: z.array(z.string()).optional() }).optional(),
});
/** What a run was begun with; kept beside its journal, so that a later one can go on with it. */
export type RunOrder = Omit<z.infer<typeof runOrder>, 'schema'>;

const fileOf = (workspace: Workspace, run: string) => join(dirname(workspace.journalOf(run)), 'order.json');

export const keepRunOrder = (workspace: Workspace, run: string, order: RunOrder): Promise<void> =>
  writeDurably(fileOf(workspace, run), `${JSON.stringify({ schema: 'barque-run/v1', ...order }, undefined, 2)}\n`, 0o600);

/** What the latest run was begun with, here or by the command line. @throws {ProblemError} `engine.nothing-to-resume` */
export async function latestRunOrder(workspace: Workspace): Promise<RunOrder> {
  for (const run of (await workspace.runs()).toReversed()) {
    const order = await readJson(fileOf(workspace, run), runOrder);
    if (order !== undefined) {
      const { spec, bundle, accepted, skipped, renewal } = order;
      return { spec, bundle, accepted, ...(skipped && { skipped }), ...(renewal && { renewal }) };
    }
  }
  const intent = await readIntent(workspace.dir);
  if (intent === undefined) throw new ProblemError(problem('engine.nothing-to-resume', { path: workspace.dir }));
  const { bundle, accepted = [], skipped } = intent;
  return { spec: await workspace.readSpec(), bundle, accepted, ...(skipped && { skipped }) };
}
