import { join } from 'node:path';
import { z } from 'zod';
import { inLab } from '../lab/lab.ts';
import { applyAgain, deploy } from '../lab/scenarios/deploy.ts';
import type { Cluster } from '../lab/scenarios/proofs.ts';
import type { Stage } from '../lab/scenarios/stage.ts';
import { median, milliseconds, row, seconds, table } from './figures.ts';

/** How long it takes to find that there is nothing to do. Goals: 3 s for a whole apply, 1 s for 60 resources on each of four nodes. */
export const noop =
  (runs: number) =>
  async (stage: Stage): Promise<void> =>
    measureNoop(stage, await deploy(stage, { as: 'root' }), runs);

/** Measures on a finished cluster. */
export async function measureNoop(stage: Stage, { operator, nodes }: Cluster, runs: number): Promise<void> {
  const applies: number[] = [];
  for (let run = 0; run < runs; run++) applies.push(await applyAgain(stage, operator));
  const batches = await stage.step('60 satisfied resources on each node, looked at', async () => {
    const script = join(import.meta.dirname, 'observe-batch.ts');
    const files = [operator.specFile, join(operator.workspace, 'known_hosts'), operator.secrets];
    const node = [process.execPath, '--import', 'tsx', script, ...files, String(runs)];
    return z.array(z.number()).parse(JSON.parse(await inLab(stage.lab, node, { signal: stage.signal })));
  });
  const heads = Array.from({ length: runs }, (_, i) => `run ${i + 1}`);
  const rows = [
    row('', ...heads, 'median'),
    row('applied again', ...applies.map(seconds), seconds(median(applies))),
    row(`${nodes.length} x 60 resources`, ...batches.map(milliseconds), milliseconds(median(batches))),
  ];
  stage.say(`\n${table(rows)}`);
}
