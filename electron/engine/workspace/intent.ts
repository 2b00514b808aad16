import { join } from 'node:path';
import { z } from 'zod';
import { acceptance } from '../../../shared/draft/draft.ts';
import { skip as skipSchema } from '../../../shared/run/event-schema.ts';
import { writeDurably } from './durable-file.ts';
import { readOwnJson } from './own-file.ts';

const intent = z.strictObject({
  schema: z.literal('barque-intent/v1'),
  /** The bundle's directory, absolute. */
  bundle: z.string(),
  /** The node that the run was carried out on itself, if it was. */
  local: z.string().optional(),
  /** The blockers that it was begun with all the same. */
  accepted: z.array(acceptance).optional(),
  /** The steps that it was to go on without. */
  skipped: z.array(skipSchema).optional(),
});
/** What the latest apply was given besides its spec, so that a resume needs no arguments. */
export type Intent = Omit<z.infer<typeof intent>, 'schema'>;

const fileOf = (dir: string) => join(dir, 'intent.json');

/** Undefined before the first apply. */
export const readIntent = (dir: string): Promise<Intent | undefined> => readOwnJson(fileOf(dir), intent);

export const keepIntent = (dir: string, { bundle, local, accepted, skipped }: Intent): Promise<void> =>
  writeDurably(
    fileOf(dir),
    `${JSON.stringify({ schema: 'barque-intent/v1', bundle, local, accepted, skipped }, undefined, 2)}\n`,
    0o600,
  );
