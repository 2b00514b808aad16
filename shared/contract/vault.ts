import { z } from 'zod';
import { call } from './define.ts';
import { path } from './scalars.ts';

/** What is done with a cluster's vault beside opening and closing it (clusters.ts). */
export const vault = {
  /** How the vault is kept and what has become of the keys in it. Needs no passphrase. */
  'vault.status': call(
    z.strictObject({ dir: path }),
    z.strictObject({
      state: z.enum(['plain', 'locked', 'unlocked']),
      /** How many secrets it has, where it is open. */
      secrets: z.int().min(0).optional(),
      /** What opens it besides its passphrase. */
      protectors: z.array(z.string()),
      /** What this computer's system offers for that: the system that this engine can ask, or none. */
      system: z.string().optional(),
      /** `at` is ISO 8601, `by` is `user@machine`. */
      handedOver: z.array(z.strictObject({ at: z.string(), by: z.string(), to: z.string(), secrets: z.int() })),
      erased: z.strictObject({ at: z.string(), by: z.string(), secrets: z.int(), files: z.int() }).optional(),
    }),
  ),
  /** Lets this computer's system open the vault from now on, besides the passphrase, or takes that back. Wants it unlocked. */
  'vault.trustSystem': call(z.strictObject({ dir: path, trusted: z.boolean() }), z.strictObject({})),
  /** Opens the vault by this computer's system; false where that does not know it. */
  'vault.unlockBySystem': call(z.strictObject({ dir: path }), z.strictObject({ opened: z.boolean() })),
  /** Makes a copy of the workspace for somebody else, its keys under their passphrase; `to` must not exist or be empty. Erases nothing. */
  'vault.handOver': call(
    z.strictObject({ dir: path, to: path, passphrase: z.string().min(1) }),
    z.strictObject({ to: path, secrets: z.int() }),
  ),
  /** Erases the cluster's keys and the operator's passwords here, for good. `confirmed` is the cluster's name as somebody typed it. */
  'vault.forget': call(
    z.strictObject({ dir: path, confirmed: z.string() }),
    z.strictObject({ secrets: z.int(), files: z.int() }),
  ),
};
