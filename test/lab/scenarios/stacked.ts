import { applyAgain, deploy } from './deploy.ts';
import { proveFromOutside } from './proofs.ts';
import type { Scenario } from './stage.ts';

/** The other topology, the other version, the other way in, and a network card of its own for the cluster. */
export const stacked: Scenario = {
  name: 'stacked',
  shows: 'three masters and a worker, stacked etcd, 1.35.4, root with a key, the cluster on the second network card',
  minutes: 20,
  run: async (stage) => {
    const cluster = await deploy(stage, { version: '1.35.4', etcd: 'stacked', as: 'root', card: 2, cards: 2 });
    await proveFromOutside(stage, cluster);
    await applyAgain(stage, cluster.operator);
  },
};
