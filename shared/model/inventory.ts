import { z } from 'zod';
import { arch, packageChoice, semver } from './scalars.ts';

const text = z.string().max(256);

/** What a host is, as far as it decides what a bundle must hold for it. No address and no name of a user is in it. */
export const inventoryHost = z.strictObject({
  name: text,
  arch: z.union([arch, text]),
  os: z.strictObject({ id: text, version: text }),
  kernel: text,
  cgroup: z.enum(['v1', 'v2', 'hybrid']),
});
export type InventoryHost = z.infer<typeof inventoryHost>;

/**
 * What the side without internet needs, carried to the side that has it: `barque probe` writes it,
 * `barque bundle build --for` reads it.
 */
export const inventory = z.strictObject({
  schema: z.literal('barque-inventory/v1'),
  kubernetes: semver,
  network: z.enum(['flannel']),
  /** Of the hosts' systems, as the spec asks for them. */
  packages: z.array(packageChoice).max(1000).default([]),
  hosts: z.array(inventoryHost).min(1).max(5000),
});
export type Inventory = z.infer<typeof inventory>;
