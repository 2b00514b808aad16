import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { hasStood } from '../runner/has-stood.ts';
import { makeDirectory, unusable, writeDurably } from '../workspace/durable-file.ts';
import { markHandedOver } from '../workspace/handed-over.ts';
import { readOwn, refuseForeignWorkspace } from '../workspace/own-file.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { isClusterSecret } from './cluster-secrets.ts';
import { FileVault, type FileVaultOptions } from './file-vault.ts';
import { type HandOverRecord, recordHandOver } from './records.ts';

/** Files of a workspace that make the copy one: whoever has it can go on with the cluster. No journal, no export. */
const files = ['cluster.yaml', 'applied.json', 'cluster-record.json', 'known_hosts', 'cluster.json'];

/**
 * Makes a copy of a workspace for somebody else in `to`, which must not exist or be empty: the cluster's keys under `passphrase`, its
 * certificates and its spec. The operator's own passwords are not in it. The copy is opened again and compared before it is recorded
 * as handed over; nothing is erased here.
 * @param by `user@machine`
 * @throws {ProblemError} `workspace.exists`, `workspace.unusable`, `vault.locked`, `vault.passphrase-short`, `vault.copy-differs`,
 *   `workspace.link`
 */
export async function handOverVault(
  workspace: Workspace,
  { to, passphrase, by }: { readonly to: string; readonly passphrase: string; readonly by: string },
  signal: AbortSignal,
  options: FileVaultOptions = {},
): Promise<HandOverRecord> {
  const copy = resolve(to);
  const { vault } = workspace;
  await refuseForeignWorkspace(workspace.dir);
  const secrets = await vault.getAll((await vault.names()).filter(isClusterSecret));
  await makeDirectory(copy);
  const there = await readdir(copy).catch((error: unknown) => Promise.reject(unusable(copy, error)));
  if (there.length > 0) throw new ProblemError(problem('workspace.exists', { path: copy }));
  signal.throwIfAborted();

  const path = join(copy, 'vault.json');
  const theirs = new FileVault(path, options);
  await theirs.protect(passphrase);
  await theirs.setAll(secrets);
  theirs.lock();
  for (const directory of ['pki', 'runs', 'exports']) await makeDirectory(join(copy, directory));
  const certificates = (await readdir(workspace.pki)).map((name) => join('pki', name));
  for (const file of [...certificates, ...files]) {
    signal.throwIfAborted();
    const text = await readOwn(join(workspace.dir, file));
    if (text !== undefined) await writeDurably(join(copy, file), text, 0o600);
  }

  const at = new Date().toISOString();
  await markHandedOver(copy, { at, by, stood: await hasStood(workspace) });

  const again = new FileVault(path, options);
  await again.unlock(passphrase);
  const found = await again.getAll(await again.names());
  again.lock();
  const sameSecrets = JSON.stringify(sorted(found)) === JSON.stringify(sorted(secrets));
  const sameFiles = await Promise.all(
    certificates.map(async (file) => (await readFile(join(copy, file))).equals(await readFile(join(workspace.dir, file)))),
  );
  if (!sameSecrets || sameFiles.includes(false)) throw new ProblemError(problem('vault.copy-differs', { path: copy }));

  const record = {
    at,
    by,
    to: copy,
    vault: createHash('sha256')
      .update(await readFile(path))
      .digest('hex'),
    secrets: Object.keys(secrets).length,
  };
  await recordHandOver(workspace.dir, record);
  return record;
}

const sorted = (secrets: Readonly<Record<string, string>>) => Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1));
