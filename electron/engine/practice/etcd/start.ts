import type { PracticeCluster } from '../cluster.ts';
import type { Machine } from '../machine.ts';
import { type MemberData, readData, writeData } from './disk.ts';
import { type Etcd, foundEtcd } from './etcd.ts';
import { clusterId, memberId } from './ids.ts';
import type { EtcdProcess } from './process.ts';
import type { EtcdSettings } from './settings.ts';

// Facts: etcd's server/etcdserver/bootstrap.go, and .../api/membership/cluster.go (ValidateClusterAndAssignIDs).

type Outcome = EtcdProcess['is'];
const fails = (failure: string): Outcome => ({ failure });

/**
 * Starts etcd on a machine. With data it is the member that the data says, whatever its settings are. Without, it founds an etcd with
 * the others that have none either (`new`), or takes the place that the others have made for it (`existing`).
 */
export function startEtcd(cluster: PracticeCluster, machine: Machine, settings: EtcdSettings): Outcome {
  const data = readData(machine.files, settings.dataDir);
  if (data === 'damaged') return fails('etcdserver: open wal error: wal: crc mismatch');
  if (data !== 'none') return withData(cluster, data);
  const own = settings.initial.find(({ name }) => name === settings.name);
  if (!own) return fails(`couldn't find local name "${settings.name}" in the initial cluster configuration`);
  if (own.url !== settings.peerUrl)
    return fails(
      `--initial-cluster has ${own.name}=${own.url} but missing from --initial-advertise-peer-urls=${settings.peerUrl}`,
    );
  const others = settings.initial.filter(({ url }) => url !== own.url).flatMap(({ url }) => cluster.etcdRunningAt(url) ?? []);
  return settings.state === 'new' ? found(cluster, machine, settings, others[0]) : takePlace(machine, settings, others[0]);
}

function withData(cluster: PracticeCluster, data: MemberData): Outcome {
  const etcd = cluster.etcds.get(data.etcd);
  if (!etcd) return fails('etcdserver: open wal error: wal: file not found');
  return etcd.member(data.member) ? { member: data } : fails(removedWords);
}

/** What a member prints that was removed from the list. */
export const removedWords = 'the member has been permanently removed from the cluster';

function found(cluster: PracticeCluster, machine: Machine, settings: EtcdSettings, living: Etcd | undefined): Outcome {
  const { initial, token, peerUrl } = settings;
  const id = memberId([peerUrl], token);
  // by its id alone: with another token it would found another etcd beside the living one
  if ((living?.member(id)?.clientUrls.length ?? 0) > 0) return fails(`member ${id} has already been bootstrapped`);
  const wanted = clusterId(initial.map(({ url }) => memberId([url], token)));
  const begun = [...cluster.etcds.values()].findLast((etcd) => etcd.id === wanted && etcd.member(id) && !etcd.born.has(id));
  const etcd = begun ?? foundEtcd(initial, token);
  cluster.etcds.set(etcd.key, etcd);
  return become(machine, settings, etcd, id);
}

function takePlace(machine: Machine, settings: EtcdSettings, living: Etcd | undefined): Outcome {
  if (!living)
    return fails('cannot fetch cluster info from peer urls: could not retrieve cluster information from the given URLs');
  const invalid = (why: string) => fails(`error validating peerURLs {ClusterID:${living.id}}: ${why}`);
  if (living.members.length !== settings.initial.length) return invalid('member count is unequal');
  const unknown = settings.initial.find(({ url }) => !living.memberAt(url));
  if (unknown) return invalid(`unmatched member while checking PeerURLs (${unknown.url})`);
  const own = living.memberAt(settings.peerUrl);
  if (!own) return invalid('unmatched member while checking PeerURLs');
  // the others count on what it has acknowledged, and it has forgotten all of it
  if (living.born.has(own.id))
    return fails(
      `tocommit(${living.store.revision}) is out of range [lastIndex(0)]. Was the raft log corrupted, truncated, or lost?`,
    );
  return become(machine, settings, living, own.id);
}

function become({ files }: Machine, { dataDir }: EtcdSettings, etcd: Etcd, id: string): Outcome {
  const member = { etcd: etcd.key, member: id };
  writeData(files, dataDir, member);
  etcd.born.add(id);
  return { member };
}
