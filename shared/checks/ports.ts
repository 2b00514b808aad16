import { portsOf } from '../catalog/ports.ts';
import { problem } from '../problems/problem.ts';
import { type HostCheck, refusal } from './check.ts';

/** Every port that a component will listen on is free, on hosts that are not this cluster's already. */
export const ports: HostCheck = {
  id: 'ports',
  run: ({ spec, cluster, nodes }) =>
    nodes
      .filter((n) => n.facts.cluster !== cluster)
      .flatMap((n) =>
        portsOf(n.master ? 'master' : 'worker', spec)
          .filter((p) => n.facts.listeners.some((l) => l.port === p.port && l.protocol === p.protocol))
          .map((p) =>
            refusal(
              problem('check.port-taken', { port: p.port, protocol: p.protocol, component: p.component }, { host: n.name }),
            ),
          ),
      ),
};
