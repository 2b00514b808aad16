import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { unusable } from '../workspace/durable-file.ts';
import { takeLease } from '../workspace/lease.ts';
import { refuseForeignWorkspace } from '../workspace/own-file.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { eraseFile } from './erase-file.ts';
import { type ErasureRecord, readKeyRecords, recordErasure } from './records.ts';

/**
 * Erases what is secret in a workspace: the vault with the cluster's keys and the operator's passwords, and every export that holds a
 * key. Certificates, journals and the spec stay, and a record of the erasure, which is on disk before anything is gone. A vault that is
 * locked is erased all the same.
 * @param confirmed the cluster's name, as somebody typed it who knows what they do
 * @param by `user@machine`
 * @throws {ProblemError} `vault.not-confirmed`, `workspace.held`, `workspace.unusable`, `workspace.link`
 */
export async function forgetKeys(
  workspace: Workspace,
  { confirmed, by }: { readonly confirmed: string; readonly by: string },
): Promise<ErasureRecord> {
  const { dir, cluster, vault } = workspace;
  if (confirmed !== cluster.name) throw new ProblemError(problem('vault.not-confirmed', { name: cluster.name }));
  const lease = await takeLease(dir, 'forget');
  try {
    // a folder that has become a link since it was opened would lead to files of somebody else
    await refuseForeignWorkspace(dir);
    const secrets = (await vault.state()) === 'locked' ? [] : await vault.names();
    const files = await filesWithKeys(workspace);
    const record = { at: new Date().toISOString(), by, secrets: [...secrets], files };
    await recordErasure(dir, record);
    await vault.erase();
    for (const file of files) await eraseFile(join(dir, file));
    return record;
  } finally {
    await lease.release();
  }
}

/** @throws {ProblemError} `vault.forgotten` where the cluster's keys have been erased here */
export async function refuseForgotten(dir: string): Promise<void> {
  const { erased, handedOver } = await readKeyRecords(dir);
  if (!erased) return;
  const { at, by } = erased;
  throw new ProblemError(problem('vault.forgotten', { at, by, to: handedOver.map((one) => one.to) }));
}

/** Archives may hold keys that cannot be seen from outside. */
const sealedAway = /\.(zip|p12|pfx)$/i;
const key = /-----BEGIN [A-Z ]*PRIVATE KEY-----|client-key-data|LS0tLS1CRUdJTi[\w+/]*UFJJVkFURSBLRVk/;

/** The exports that hold keys, or may. */
async function filesWithKeys({ dir, exports }: Workspace): Promise<string[]> {
  try {
    const entries = await readdir(exports, { recursive: true, withFileTypes: true });
    const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const holds = await Promise.all(paths.map(async (path) => sealedAway.test(path) || key.test(await readFile(path, 'latin1'))));
    return paths.filter((_, i) => holds[i]).map((path) => relative(dir, path).split(sep).join('/'));
  } catch (error) {
    throw unusable(exports, error);
  }
}
