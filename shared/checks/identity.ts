import { problem } from '../problems/problem.ts';
import { blocker, type HostCheck, refusal } from './check.ts';

/** A host is still who it was recorded to be: its name, which a node can only leave and join under, and the machine itself. */
export const identity: HostCheck = {
  id: 'identity',
  run: ({ nodes }) =>
    nodes.flatMap(({ name: host, identity: known, facts }) => {
      if (known === undefined) return [];
      const found = facts.hostname.trim().toLowerCase();
      return [
        ...(found === known.hostname
          ? []
          : [refusal(problem('cluster.host-renamed', { found: found.slice(0, 100), expected: known.hostname }, { host }))]),
        ...(known.machineId === undefined || known.machineId === facts.machineId
          ? []
          : [blocker(problem('cluster.host-replaced', { found: facts.machineId, expected: known.machineId }, { host }))]),
      ];
    }),
};
