import { layout } from '../model/layout.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { etcdFiles } from '../spec/etcd-files.ts';
import type { NamedNode, Peer } from '../spec/resolve.ts';
import { pathEnvironment, requiresMounts, unitValue } from './unit.ts';

// Facts: https://etcd.io/docs/v3.6/op-guide/configuration/ and .../op-guide/security/; every flag has an environment variable.

const peerUrl = (address: string) => `https://${address}:2380`;

/** What all members have in common. */
export interface EtcdCluster {
  readonly spec: Pick<ClusterSpec, 'etcd'>;
  readonly masters: readonly Peer[];
  /** The cluster's uid, so that a member of another cluster is not taken for one of this. */
  readonly cluster: string;
}

/**
 * The settings of one member, for that version of etcd (such as 3.6.5). Heartbeat and election timeout stay at etcd's own 100 ms and 1000 ms: an election after the leader's loss
 * takes 1 to 2 s, and less would turn a slow disk into one.
 */
export function etcdEnvironment(etcd: EtcdCluster, node: NamedNode, version: string): string {
  const { ca, server, peer } = etcdFiles(etcd.spec);
  const client = `https://${node.nodeAddress}:2379`;
  const settings = {
    ...(etcd.spec.etcd.files === 'classic' ? { PEER_NAME: node.hostname, PRIVATE_IP: node.nodeAddress } : {}),
    ETCD_NAME: node.hostname,
    ETCD_DATA_DIR: node.storage.etcd,
    ETCD_LISTEN_CLIENT_URLS: `https://127.0.0.1:2379,${client}`,
    ETCD_ADVERTISE_CLIENT_URLS: client,
    ETCD_LISTEN_PEER_URLS: peerUrl(node.nodeAddress),
    ETCD_INITIAL_ADVERTISE_PEER_URLS: peerUrl(node.nodeAddress),
    ETCD_LISTEN_METRICS_URLS: 'http://127.0.0.1:2381',
    ETCD_INITIAL_CLUSTER: etcd.masters.map((m) => `${m.hostname}=${peerUrl(m.nodeAddress)}`).join(','),
    ETCD_INITIAL_CLUSTER_STATE: 'new',
    ETCD_INITIAL_CLUSTER_TOKEN: etcd.cluster,
    ETCD_CLIENT_CERT_AUTH: 'true',
    ETCD_TRUSTED_CA_FILE: ca,
    ETCD_CERT_FILE: server.certificate,
    ETCD_KEY_FILE: server.key,
    ETCD_PEER_CLIENT_CERT_AUTH: 'true',
    ETCD_PEER_TRUSTED_CA_FILE: ca,
    ETCD_PEER_CERT_FILE: peer.certificate,
    ETCD_PEER_KEY_FILE: peer.key,
    ...asKubeadmSets(version),
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Two settings that kubeadm gives its own etcd: a member with damaged data does not join, and watches progress every 5 s. */
function asKubeadmSets(version: string): Record<string, string> {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 6)
    ? { ETCD_FEATURE_GATES: 'InitialCorruptCheck=true', ETCD_WATCH_PROGRESS_NOTIFY_INTERVAL: '5s' }
    : { ETCD_EXPERIMENTAL_INITIAL_CORRUPT_CHECK: 'true', ETCD_EXPERIMENTAL_WATCH_PROGRESS_NOTIFY_INTERVAL: '5s' };
}

/**
 * etcd's unit. A member that waits for a majority may wait without end (the first start of a cluster; a reboot before the others are back).
 * As Type=notify, which etcd knows, its start would be a job of systemd's for all that time, and the host's boot never finished. So the unit
 * is active once its process runs, and whether the member serves is asked of itself. The kubelet would give an etcd pod an OOM score of -997;
 * where that may not be lowered, etcd runs on without it.
 *
 * A member whose data is gone (another disk, one that is not mounted) does not start: under its old id it would have forgotten its votes,
 * and where the others start later it could found an empty cluster with them. Only while the cluster is founded may it start without.
 */
export const etcdUnit = ({ spec }: Pick<EtcdCluster, 'spec'>, { storage }: Pick<NamedNode, 'storage'>): string => `[Unit]
Description=etcd for Kubernetes (Barque)
Documentation=https://etcd.io/docs/
Wants=network-online.target
After=network-online.target
${requiresMounts(storage.etcd)}
AssertPathExists=|${unitValue(storage.etcd)}/member
AssertPathExists=|${layout.etcdFounding}
StartLimitIntervalSec=0

[Service]
${pathEnvironment}
EnvironmentFile=${etcdFiles(spec).environment}
ExecStart=${layout.bin}/etcd
ExecStartPost=-/bin/sh -c 'echo -997 >/proc/\${MAINPID}/oom_score_adj'
Type=simple
Restart=always
RestartSec=1
UMask=0077
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
`;
