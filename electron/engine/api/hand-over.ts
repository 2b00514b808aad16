import { readdir, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Calls } from '../../../shared/contract/engine-api.ts';
import type { handOver } from '../../../shared/contract/hand-over.ts';
import { reportText } from '../../../shared/report/report.ts';
import { deliveryDocument } from '../documents/delivery.ts';
import { readTemplate } from '../documents/own-template.ts';
import { exportCluster } from '../export/export.ts';
import { gatherReport } from '../export/report.ts';
import { specIn } from '../spec-text.ts';
import { codeOf, makeDirectory, unusable, writeDurably } from '../workspace/durable-file.ts';
import type { Hands } from './engine.ts';

export const handOverCalls = ({ clusters }: Hands): Pick<Calls<AbortSignal>, keyof typeof handOver> => ({
  'handOver.summary': async ({ dir, language = 'en' }, signal) => {
    const workspace = await clusters.of(dir);
    const report = await gatherReport(workspace, specIn(await workspace.readSpec()), signal);
    const { cluster, nodes, certificates } = report;
    return {
      endpoint: cluster.endpoint,
      kubernetes: cluster.kubernetes,
      nodes: nodes.map((node) => ({ ...node, roles: [...node.roles] })),
      certificates: [...certificates],
      files: await filesBelow(workspace.exports),
      report: reportText(report, language),
    };
  },
  'handOver.export': async ({ dir, to, keys, passphrase }, signal) => {
    const workspace = await clusters.of(dir);
    return exportCluster(workspace, specIn(await workspace.readSpec()), { to, keys, passphrase }, signal);
  },
  'handOver.document': async ({ dir, to, template, language }, signal) => {
    const workspace = await clusters.of(dir);
    const spec = specIn(await workspace.readSpec());
    const own = template === undefined ? undefined : await readTemplate(template, signal);
    const document = deliveryDocument(await gatherReport(workspace, spec, signal), language, own);
    const path = resolve(to ?? join(workspace.exports, `${spec.name}-delivery.docx`));
    if (to === undefined) await makeDirectory(dirname(path));
    await writeDurably(path, document, 0o600);
    return { path, size: document.length };
  },
});

/** The files below a folder, by their paths within it. */
async function filesBelow(folder: string): Promise<{ path: string; size: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return [];
    throw unusable(folder, error);
  });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(
    files.map(async (path) => ({ path: relative(folder, path).split(sep).join('/'), size: (await stat(path)).size })),
  );
  return found.sort((a, b) => a.path.localeCompare(b.path));
}
