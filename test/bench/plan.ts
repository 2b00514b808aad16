import { planCluster } from '../../shared/planner/plan.ts';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../fixtures/site.ts';
import { median, milliseconds, row, table } from './figures.ts';

const sizes = [
  { masters: 3, workers: 1 },
  { masters: 3, workers: 97 },
  { masters: 3, workers: 997 },
];
const runs = 5;

/** How long the pure planner takes for a cluster of four, of a hundred and of a thousand nodes. Goal: a second for a thousand. */
export function plan(): void {
  const rows = sizes.map((size) => {
    const spec = specOf(size);
    const facts = factsOfAll(spec);
    const bundle = bundleOf(spec);
    const took: number[] = [];
    let steps = 0;
    for (let run = 0; run < runs; run++) {
      const from = performance.now();
      steps = planCluster(spec, clusterUid, facts, bundle).steps.length;
      took.push(performance.now() - from);
    }
    return row(`${spec.nodes.length} nodes`, `${steps} steps`, ...took.map(milliseconds), milliseconds(median(took)));
  });
  const heads = Array.from({ length: runs }, (_, i) => `run ${i + 1}`);
  process.stdout.write(table([row('planCluster', '', ...heads, 'median'), ...rows]));
}
