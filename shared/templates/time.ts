import { layout } from '../model/layout.ts';
import type { Resource } from '../model/resource.ts';
import type { ClusterSpec } from '../model/spec.ts';
import type { ResolvedNode } from '../spec/resolve.ts';

/** Who asks whom for the time. */
export interface TimeSite {
  readonly spec: ClusterSpec;
  readonly nodes: readonly ResolvedNode[];
  readonly first: ResolvedNode;
}

/** What gives a node its time, or makes it serve its own; nothing unless the spec asks for it. */
export function timeResources({ spec, nodes, first }: TimeSite, node: ResolvedNode): Resource[] {
  switch (spec.time.source) {
    case 'host':
      return [];
    case 'servers':
      return asks(spec.time.servers);
    case 'first-master':
      return node.name === first.name ? serves(nodes.filter((n) => n.name !== first.name)) : asks([first.nodeAddress]);
  }
}

/** A drop-in of systemd-timesyncd (timesyncd.conf(5)); the empty NTP= drops the servers that were set before. */
function asks(servers: readonly string[]): Resource[] {
  const path = '/etc/systemd/timesyncd.conf.d/barque.conf';
  return [
    { kind: 'file', path, mode: 0o644, content: `[Time]\nNTP=\nNTP=${servers.join(' ')}\n` },
    { kind: 'service', unit: 'systemd-timesyncd.service', started: true, watch: [path] },
  ];
}

/**
 * A chronyd of Barque's own that answers with the host's clock and does not touch it (`-x`, chronyd(8)), so that whatever sets the
 * clock is left as it is. `local` lets it answer with no better clock above it (chrony.conf(5)). The host must have chronyd.
 */
function serves(clients: readonly ResolvedNode[]): Resource[] {
  const name = 'barque-time';
  const config = `${layout.config}/time.conf`;
  const unit = `${layout.units}/${name}.service`;
  const settings = `local stratum 10
cmdport 0
pidfile /run/${name}.pid
${clients.map((client) => `allow ${client.nodeAddress}\n`).join('')}`;
  const service = `[Unit]
Description=Time for the other nodes (Barque)
After=network.target

[Service]
ExecStart=/usr/sbin/chronyd -d -x -f ${config}
Restart=always
RestartSec=5

[Install]
WantedBy=multi-user.target
`;
  return [
    { kind: 'file', path: config, mode: 0o644, content: settings },
    { kind: 'file', path: unit, mode: 0o644, content: service },
    { kind: 'service', unit: `${name}.service`, started: true, watch: [config, unit] },
  ];
}
