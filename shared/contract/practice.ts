import { z } from 'zod';
import { draft } from '../draft/draft.ts';
import { clusterSummary } from './clusters.ts';
import { call } from './define.ts';
import { host, nothing, path } from './scalars.ts';

/** What can go wrong in practice, by name. */
export const practiceFaults = [
  'wrong-password',
  'disk-full',
  'host-key-changed',
  'join-fails',
  'connection-lost',
  'clock-skewed',
  'address-taken',
  'helm-removed',
] as const;
export const practiceFault = z.enum(practiceFaults);
export type PracticeFault = z.infer<typeof practiceFault>;

/**
 * A fault that a host has. `shows` is what an operator would see on the host itself: the password that it wants now, the fingerprint
 * of its key; absent where there is nothing of the kind.
 */
export const presentFault = z.strictObject({ host, fault: practiceFault, shows: z.string().optional() });
export type PresentFault = z.infer<typeof presentFault>;

/** The practice harbour: nodes that exist in this process only. */
export const practice = {
  /**
   * Starts nodes, a practice package, and makes a workspace whose draft names both (addresses, secrets in its vault), so that a newcomer has only to look and go on.
   * `speed` 1 takes the time that a real cluster takes.
   */
  'practice.start': call(
    z.strictObject({
      masters: z.int().min(1).max(7),
      workers: z.int().min(0).max(1000),
      speed: z.number().min(1).max(1000),
      purpose: draft.shape.purpose,
    }),
    clusterSummary,
  ),
  'practice.faults': call(z.strictObject({ dir: path }), z.array(presentFault)),
  'practice.inject': call(z.strictObject({ dir: path, host, fault: practiceFault }), nothing),
  'practice.mend': call(z.strictObject({ dir: path, host, fault: practiceFault }), nothing),
};
