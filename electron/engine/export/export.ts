import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { problem, ProblemError } from '../../../shared/problems/problem.ts';
import { passphraseFault } from '../../../shared/report/export-passphrase.ts';
import { keptCertificates, keptMaterial } from '../cluster-material.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { contentsOf } from './contents.ts';
import { gatherReport } from './report.ts';
import { refuseForeignKeys } from '../pki/authorities.ts';
import { writeOut } from './write-out.ts';
import { zipOf } from './zip.ts';

/** What an export is to be. */
export interface ExportOrder {
  /** Where it is written; unset, into the workspace's exports. What stands there is replaced. */
  readonly to?: string | undefined;
  /** Whether private keys and the administrator's kubeconfig are in it. */
  readonly keys: boolean;
  /** Encrypts every file in it. */
  readonly passphrase?: string | undefined;
}

/**
 * Everything that an operator leaves with, in one zip of mode 0600. No host is asked, and the vault is opened only for keys.
 * @throws {ProblemError} `export.passphrase`, `export.unwritable`, `pki.authority-unusable`, `certificates.none`, `workspace.*`, `secrets.*`
 */
export async function exportCluster(
  workspace: Workspace,
  spec: ClusterSpec,
  { to, keys, passphrase }: ExportOrder,
  signal: AbortSignal,
): Promise<{ readonly path: string; readonly size: number }> {
  const fault = passphrase === undefined ? undefined : passphraseFault(passphrase);
  if (fault !== undefined) throw new ProblemError(problem('export.passphrase', { fault }));
  const certificates = await keptCertificates(workspace);
  if (Object.keys(certificates).length === 0) throw new ProblemError(problem('certificates.none', { path: workspace.dir }));
  const report = await gatherReport(workspace, spec, signal);
  const secrets = keys ? ((await keptMaterial(workspace))?.secrets ?? {}) : undefined;
  if (secrets !== undefined)
    refuseForeignKeys((names) => ({ certificate: certificates[names.certificate], key: secrets[names.key] }));
  const files = await contentsOf(workspace, { spec, report, certificates, secrets, passphrase });
  const archive = await zipOf(files, passphrase, signal);
  const path = await writeOut(to, join(workspace.exports, `${spec.name}.zip`), archive);
  return { path, size: (await stat(path)).size };
}
