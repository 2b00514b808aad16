import { join } from 'node:path';
import { z } from 'zod';
import { writeDurably } from './durable-file.ts';
import { readOwnJson } from './own-file.ts';

const handedOver = z.strictObject({
  schema: z.literal('barque-handed-over/v1'),
  /** ISO 8601. */
  at: z.string(),
  /** `user@machine`. */
  by: z.string(),
  /** Whether the cluster stood then: its runs are not in the copy. */
  stood: z.boolean(),
});
/** That a workspace is a copy that was handed over. */
export type HandedOver = Omit<z.infer<typeof handedOver>, 'schema'>;

const fileOf = (dir: string) => join(dir, 'handed-over.json');

/** Undefined for a workspace that is no copy. @throws {ProblemError} `workspace.broken` */
export const readHandedOver = (dir: string): Promise<HandedOver | undefined> => readOwnJson(fileOf(dir), handedOver);

/** Marks a copy as one. */
export const markHandedOver = (dir: string, mark: HandedOver): Promise<void> =>
  writeDurably(fileOf(dir), `${JSON.stringify({ schema: 'barque-handed-over/v1', ...mark }, undefined, 2)}\n`, 0o600);
