import type { ClusterStatus } from '../../shared/cluster/status.ts';
import type { NodeDraft } from '../../shared/draft/draft.ts';
import { problem } from '../../shared/problems/problem.ts';

/** What a look finds at a cluster of these nodes, of which the last master is not reached. */
export function lookAtCluster(nodes: readonly NodeDraft[]): ClusterStatus {
  const masters = nodes.filter(({ roles }) => roles !== 'worker').map(({ name }) => name);
  const away = masters.at(-1) ?? '';
  return {
    at: Date.now(),
    state: { kind: 'degraded', away: [{ host: away, how: 'unreached' }] },
    hosts: nodes.map(({ name, address }) => {
      const reached = name !== away;
      return { name, address, reached, belongs: reached ? 'here' : 'unknown' };
    }),
    nodes: nodes.map(({ name, address }) => ({ name, uid: name, ready: name !== away, address, version: 'v1.34.4' })),
    etcd: masters.map((host, index) =>
      host === away
        ? { host, state: 'unknown' }
        : { host, state: 'healthy', leads: index === 0, version: '3.6.5', revision: '118204', dbSize: 20_480_000 },
    ),
    apiServers: masters.map((host) => ({ host, state: host === away ? 'unknown' : 'answers' })),
    vip: { address: '10.0.0.5', holders: masters.slice(0, 1) },
    problems: [problem('ssh.connection-lost', { address: '10.0.0.13', reason: 'closed' }, { host: away })],
    skipped: [],
  };
}
