import { join } from 'node:path';
import type { Calls } from '../../../shared/contract/engine-api.ts';
import type { handOver } from '../../../shared/contract/hand-over.ts';
import { deliveryDocument } from '../documents/delivery.ts';
import { readTemplate } from '../documents/own-template.ts';
import { exportCluster } from '../export/export.ts';
import { gatherReport } from '../export/report.ts';
import { writeOut } from '../export/write-out.ts';
import { handOverSummary } from '../hand-over.ts';
import { specIn } from '../spec-text.ts';
import type { Hands } from './engine.ts';

export const handOverCalls = ({ clusters }: Hands): Pick<Calls<AbortSignal>, keyof typeof handOver> => ({
  'handOver.summary': async ({ dir, language = 'en' }, signal) => {
    const workspace = await clusters.of(dir);
    return handOverSummary(workspace, specIn(await workspace.readSpec()), language, signal);
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
    const path = await writeOut(to, join(workspace.exports, `${spec.name}-delivery.docx`), document);
    return { path, size: document.length };
  },
});
