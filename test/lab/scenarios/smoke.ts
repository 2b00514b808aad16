import { applyAgain, deploy } from './deploy.ts';
import { proveFromOutside } from './proofs.ts';
import type { Scenario } from './stage.ts';

/** The shortest whole deployment. */
export const smoke: Scenario = {
  name: 'smoke',
  shows: 'three masters and a worker, external etcd, 1.34.4, bare nodes, a user with sudo and a password',
  minutes: 20,
  run: async (stage) => {
    const cluster = await deploy(stage, { bare: true });
    await proveFromOutside(stage, cluster);
    await applyAgain(stage, cluster.operator);
  },
};
