import { readHandedOver } from '../workspace/handed-over.ts';
import { isBegun, readRecord } from '../workspace/record.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { journalEnds } from './journal-ends.ts';

/**
 * Whether a cluster has come to stand once, whatever came of later runs: a run succeeded, here or in the workspace that this is a copy
 * of. Copies of an earlier Barque say only that something was applied; without any run of their own that counts.
 * @throws {ProblemError} `workspace.broken`, `workspace.unusable`
 */
export async function hasStood(workspace: Workspace): Promise<boolean> {
  if ((await readRecord(workspace.dir))?.stage === 'standing') return true;
  let ran = false;
  for (const run of (await workspace.runs()).toReversed()) {
    const ends = await journalEnds(workspace.journalOf(run));
    if (ends?.end?.outcome === 'success') return true;
    ran ||= ends !== undefined;
  }
  const copy = await readHandedOver(workspace.dir);
  if (copy !== undefined) return copy.stood;
  return !ran && (await isBegun(workspace.dir));
}
