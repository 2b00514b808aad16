import { join } from 'node:path';
import { z } from 'zod';
import { leafGroups } from '../../../shared/certificates/leaf-groups.ts';
import { acceptance } from '../../../shared/draft/draft.ts';
import { skip } from '../../../shared/run/event-schema.ts';
import { readOwnJson } from '../workspace/own-file.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { DeployOrder, RenewOrder } from './order-schema.ts';

/** `runs/<id>/order.json` as an earlier Barque's window wrote it. */
export const earlierRunOrder = z.strictObject({
  schema: z.literal('barque-run/v1'),
  spec: z.string(),
  bundle: z.string(),
  accepted: z.array(acceptance),
  skipped: z.array(skip).optional(),
  renewal: z.strictObject({ groups: z.array(z.enum(leafGroups)).optional(), nodes: z.array(z.string()).optional() }).optional(),
});

/** What it ordered. Its acceptances name no bundle, so that they hold for none. */
export function fromEarlier(order: z.infer<typeof earlierRunOrder>): DeployOrder | RenewOrder {
  const { spec, bundle, accepted, skipped = [], renewal } = order;
  const common = { by: '', spec, skipped };
  return renewal === undefined
    ? { ...common, operation: 'deploy', bundle, accepted }
    : { ...common, operation: 'renew', ...renewal };
}

/** `intent.json`, which an earlier Barque wrote at each deployment, by command line or window. */
const intent = z.strictObject({
  schema: z.literal('barque-intent/v1'),
  bundle: z.string(),
  /** The node that the run was carried out on itself. Not obeyed: only who starts the program says that. */
  local: z.string().optional(),
  accepted: z.array(acceptance).optional(),
  skipped: z.array(skip).optional(),
});

/** The latest deployment by an earlier Barque, as its `intent.json` and the kept spec have it; undefined where there was none. */
export async function earlierDeployment(workspace: Workspace): Promise<DeployOrder | undefined> {
  const read = await readOwnJson(join(workspace.dir, 'intent.json'), intent);
  if (read === undefined) return undefined;
  const { bundle, accepted = [], skipped = [] } = read;
  return { operation: 'deploy', by: '', spec: await workspace.readSpec(), bundle, accepted, skipped };
}
