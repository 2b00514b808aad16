import type { ClusterSpec } from '../model/spec.ts';
import type { Peer } from '../spec/resolve.ts';

/** The lines for /etc/hosts: every node by its cluster address, and the endpoint where it has a name of its own. */
export function hostLines(spec: ClusterSpec, nodes: readonly Peer[]): readonly string[] {
  const lines = nodes.map((node) => `${node.nodeAddress} ${node.hostname}`);
  const { endpoint } = spec;
  if (endpoint.kind === 'keepalived' && endpoint.name !== undefined) lines.push(`${endpoint.address} ${endpoint.name}`);
  return lines;
}
