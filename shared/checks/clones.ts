import { problem } from '../problems/problem.ts';
import { blocker, type HostCheck } from './check.ts';
import { duplicatesBy } from './duplicates.ts';

/** Cloned machines share a machine-id, and with it what is derived from it (kubeadm: "unique product_uuid and MAC address"). */
export const clones: HostCheck = {
  id: 'clones',
  run: ({ nodes }) =>
    [...duplicatesBy(nodes, (n) => n.facts.machineId)].flatMap(([id, same]) =>
      same
        .slice(1)
        .map((n) =>
          blocker(problem('check.machine-id-duplicate', { machineId: id, nodes: same.map((s) => s.name) }, { host: n.name })),
        ),
    ),
};
