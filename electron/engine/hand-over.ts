import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Output } from '../../shared/contract/engine-api.ts';
import { holdsSecret } from '../../shared/model/content.ts';
import { pkiNames } from '../../shared/model/pki-names.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import type { Language } from '../../shared/problems/problem.ts';
import { type Report, reportText } from '../../shared/report/report.ts';
import { keptMaterial } from './cluster-material.ts';
import type { Deployment } from './deployment.ts';
import { gatherReport } from './export/report.ts';
import { makeDirectory, unusable, writeDurably } from './workspace/durable-file.ts';
import type { Workspace } from './workspace/workspace.ts';

/**
 * Phase 15 on the operator's machine: the administrator's kubeconfig, the certificates and every configuration file, in the
 * workspace's `exports`, for its owner alone. Files that hold keys are not among them.
 */
export async function handOver({ workspace, plan }: Pick<Deployment, 'workspace' | 'plan'>): Promise<void> {
  const pki = await keptMaterial(workspace);
  const kubeconfig = pki?.secrets[pkiNames.admin.kubeconfig];
  if (!pki || kubeconfig === undefined) throw new Error('a finished deployment has its certificates');
  await makeDirectory(workspace.exports);
  await writeDurably(join(workspace.exports, 'admin.conf'), kubeconfig, 0o600);

  const certificates = Object.entries(pki.certificates).map(([name, pem]) => [join('certificates', name), pem] as const);
  const configuration = plan.steps.flatMap(({ host, resources }) =>
    resources.flatMap((resource) => {
      if (resource.kind !== 'file' && resource.kind !== 'manifest') return [];
      if (holdsSecret(resource.content)) return [];
      const text = typeof resource.content === 'string' ? resource.content : undefined;
      // a certificate is among the certificates already
      return text === undefined ? [] : [[join('hosts', host, resource.path), text] as const];
    }),
  );
  await keepAll(workspace, [...certificates, ...configuration]);
}

/** Writes the report into the workspace's `exports` in both languages. No host is asked. */
export async function writeReport(workspace: Workspace, spec: ClusterSpec, signal: AbortSignal): Promise<Report> {
  const report = await gatherReport(workspace, spec, signal);
  await keepAll(workspace, [
    ['report.en.md', reportText(report, 'en')],
    ['report.zh.md', reportText(report, 'zh')],
  ]);
  return report;
}

/** What the operator leaves with (`handOver.summary`), from the workspace alone; the report is written anew into `exports`. */
export async function handOverSummary(
  workspace: Workspace,
  spec: ClusterSpec,
  language: Language,
  signal: AbortSignal,
): Promise<Output<'handOver.summary'>> {
  const report = await writeReport(workspace, spec, signal);
  return {
    endpoint: report.cluster.endpoint,
    kubernetes: report.cluster.kubernetes,
    nodes: report.nodes.map((node) => ({ ...node, roles: [...node.roles] })),
    certificates: [...report.certificates],
    files: await filesOf(workspace.exports),
    report: reportText(report, language),
  };
}

async function keepAll(workspace: Workspace, files: readonly (readonly [path: string, text: string])[]): Promise<void> {
  const directories = new Set(files.map(([path]) => dirname(join(workspace.exports, path))));
  for (const directory of directories) await makeDirectory(directory);
  await Promise.all(files.map(([path, text]) => writeDurably(join(workspace.exports, path), text, 0o600)));
}

/** Every file below a directory with its size, by paths from there. */
async function filesOf(directory: string): Promise<{ path: string; size: number }[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch((error: unknown) =>
    Promise.reject(unusable(directory, error)),
  );
  const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = paths.map(async (path) => ({
    path: relative(directory, path).split(sep).join('/'),
    size: (await stat(path)).size,
  }));
  return (await Promise.all(files)).sort((a, b) => (a.path < b.path ? -1 : 1));
}
