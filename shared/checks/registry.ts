import type { RegistryAnswer } from '../model/facts.ts';
import { problem } from '../problems/problem.ts';
import { authority } from '../templates/registry.ts';
import { blocker, type Check, refusal, warning } from './check.ts';

/** The nodes can do without, as the bundle brings them what they run; whoever asks for a registry wants it to work. */
const severity: Readonly<Record<Exclude<RegistryAnswer['outcome'], 'served'>, typeof blocker | typeof refusal | typeof warning>> =
  {
    unreachable: blocker,
    untrusted: blocker,
    login: blocker,
    project: blocker,
    denied: warning,
    corrupt: blocker,
    'not-asked': warning,
    // without it no node's documents can be written
    'no-secret': refusal,
  };

/** Every node reaches the customer's registry, and gets back what it pushed. */
export const registry: Check = {
  id: 'registry',
  run: ({ spec, nodes }) => {
    const { registry: wanted } = spec;
    if (wanted?.kind !== 'external') return [];
    return nodes.flatMap(({ name: host, facts }) => {
      const { outcome, detail } = facts.registry ?? { outcome: 'served', detail: '' };
      if (outcome === 'served') return [];
      const params = { outcome, registry: authority(wanted), project: wanted.project };
      const evidence = detail === '' ? undefined : [detail];
      return [severity[outcome](problem('check.registry', params, { host, evidence }))];
    });
  },
};
