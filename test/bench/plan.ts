import { runChecks } from '../../shared/checks/run.ts';
import { changesBetween } from '../../shared/cluster/changes.ts';
import { stateOf } from '../../shared/cluster/state.ts';
import { planCluster, planSite } from '../../shared/planner/plan.ts';
import { siteOf } from '../../shared/site/site.ts';
import { bare, observedOf, recordFor } from '../fixtures/cluster.ts';
import { bundleOf, clusterUid, factsOfAll, specOf } from '../fixtures/site.ts';
import { median, milliseconds, row, table } from './figures.ts';

const sizes = [
  { masters: 3, workers: 1 },
  { masters: 3, workers: 97 },
  { masters: 3, workers: 997 },
];
const runs = 5;

/** How long the pure part of an apply takes for a cluster of four, of a hundred and of a thousand nodes. Goal: a second for a thousand. */
export function plan(): void {
  const rows = sizes.flatMap((size) => {
    const spec = specOf(size);
    const facts = factsOfAll(spec);
    const bundle = bundleOf(spec);
    return [
      timed(`planCluster, ${spec.nodes.length} nodes`, () => planCluster(spec, clusterUid, facts, bundle).steps.length),
      timed(`a worker joins, ${spec.nodes.length} nodes`, joining(size)),
    ];
  });
  const heads = Array.from({ length: runs }, (_, i) => `run ${i + 1}`);
  process.stdout.write(table([row('', '', ...heads, 'median'), ...rows]));
}

/** The last worker joins a cluster of all others, which was observed: its state, what changes, all checks and the plan. */
function joining(size: (typeof sizes)[number]): () => number {
  const spec = specOf(size);
  const last = spec.nodes.at(-1)?.name ?? '';
  const facts = factsOfAll(spec);
  const bundle = bundleOf(spec);
  const record = recordFor({ ...spec, nodes: spec.nodes.slice(0, -1) });
  const observed = observedOf(spec, { [last]: bare });
  return () => {
    const state = stateOf(clusterUid, record, observed);
    const { scope } = changesBetween({ spec, record, state, observed });
    const site = siteOf(spec, clusterUid, facts, bundle, { record, scope });
    runChecks(site);
    return planSite(site).steps.length;
  };
}

function timed(what: string, work: () => number) {
  const took: number[] = [];
  let steps = 0;
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    steps = work();
    took.push(performance.now() - from);
  }
  return row(what, `${steps} steps`, ...took.map(milliseconds), milliseconds(median(took)));
}
