import { z } from 'zod';
import { clusterStatus } from '../cluster/status.ts';
import { stream } from './define.ts';
import { question } from './hosts.ts';
import { path } from './scalars.ts';

export const seenStatus = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('question'), question }),
  /** The last item. */
  z.strictObject({ type: z.literal('status'), status: clusterStatus }),
]);

/** What stands. */
export const status = {
  /** One look at the cluster that was deployed last, by whichever of its hosts answer; changes nothing. @throws `workspace.broken` before a deployment */
  'status.look': stream(z.strictObject({ dir: path }), seenStatus),
};
