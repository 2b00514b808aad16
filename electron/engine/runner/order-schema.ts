import { z } from 'zod';
import { leafGroups } from '../../../shared/certificates/leaf-groups.ts';
import { acceptance } from '../../../shared/draft/draft.ts';
import { digest } from '../../../shared/model/scalars.ts';
import { skip } from '../../../shared/run/event-schema.ts';

const ordered = {
  /** Who ordered it, `user@machine`; empty where an earlier Barque did not write it. */
  by: z.string(),
  /** The spec, word for word. */
  spec: z.string(),
  /** The steps that it was to go on without. */
  skipped: z.array(skip),
};
const fromBundle = {
  /** The bundle's path, absolute. */
  bundle: z.string(),
  /** Digest of its manifest; absent where it could not be opened. */
  manifest: digest.optional(),
  /** The blockers that it was begun with all the same. */
  accepted: z.array(acceptance),
};

const runOrder = z.discriminatedUnion('operation', [
  z.strictObject({ ...ordered, operation: z.literal('deploy'), ...fromBundle }),
  /** Proves and changes nothing: nothing of it can be gone on with. */
  z.strictObject({ ...ordered, operation: z.literal('verify'), ...fromBundle }),
  /** Renews certificates: of what is named, else all. */
  z.strictObject({
    ...ordered,
    operation: z.literal('renew'),
    groups: z.array(z.enum(leafGroups)).optional(),
    nodes: z.array(z.string()).optional(),
  }),
]);

/** `runs/<id>/order.json`: what a run was ordered with, by whichever host. */
export const runOrderFile = z.strictObject({ schema: z.literal('barque-run/v2'), order: runOrder });
export type RunOrder = z.infer<typeof runOrder>;

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
export type DeployOrder = Extract<RunOrder, { operation: 'deploy' }>;
export type RenewOrder = Extract<RunOrder, { operation: 'renew' }>;
/** An order before it is known who gives it, and for which manifest. */
export type NewOrder = Without<RunOrder, 'by' | 'manifest'>;
