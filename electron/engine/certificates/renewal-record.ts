import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { leafGroups } from '../../../shared/certificates/leaf-groups.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { syncDirectory, unusable, writeDurably } from '../workspace/durable-file.ts';
import { readOwnJson } from '../workspace/own-file.ts';

const record = z.strictObject({
  schema: z.literal('barque-renewal/v1'),
  /** ISO 8601. */
  begun: z.string(),
  groups: z.array(z.enum(leafGroups)),
  /** The spec's names of the nodes. */
  nodes: z.array(z.string()),
  /** Whether the new leaves are all made and kept: from then on they may be on nodes, and no others are made. */
  made: z.boolean(),
});
/** A renewal that was begun and is not finished: what it is about, so that it can be gone on with. */
export type RenewalRecord = Omit<z.infer<typeof record>, 'schema'>;

const fileOf = (dir: string) => join(dir, 'renewal.json');

/** The unfinished renewal of the workspace in `dir`, if there is one. */
export async function readRenewal(dir: string): Promise<RenewalRecord | undefined> {
  const read = await readOwnJson(fileOf(dir), record);
  return read && { begun: read.begun, groups: read.groups, nodes: read.nodes, made: read.made };
}

export const keepRenewal = (dir: string, content: RenewalRecord): Promise<void> =>
  writeDurably(fileOf(dir), `${JSON.stringify({ schema: 'barque-renewal/v1', ...content }, undefined, 2)}\n`, 0o600);

/** It is finished. */
export async function dropRenewal(dir: string): Promise<void> {
  const path = fileOf(dir);
  await rm(path, { force: true }).catch((error: unknown) => Promise.reject(unusable(path, error)));
  await syncDirectory(dirname(path));
}

/**
 * Refuses to go on beside an unfinished renewal: its certificates would be put in place on all masters at once.
 * @throws {ProblemError} `certificates.renewal-unfinished`
 */
export async function refuseUnfinishedRenewal(dir: string): Promise<void> {
  const unfinished = await readRenewal(dir);
  if (unfinished) throw new ProblemError(problem('certificates.renewal-unfinished', { begun: unfinished.begun }));
}
