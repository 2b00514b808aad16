import { asNumber } from '../etcd/ids.ts';
import type { RunningMember } from '../etcd/running.ts';

// Facts: etcd's api/etcdserverpb/rpc.proto; fields that are zero or false are left out where they are printed.

/** The head of an answer. */
export const headerOf = ({ etcd, member }: RunningMember) => ({
  cluster_id: asNumber(etcd.id),
  member_id: asNumber(member.id),
  revision: etcd.store.revision,
  raft_term: etcd.term,
});

/** So many bytes take an empty database, and a key of it. */
const emptySize = 20_480;
const keySize = 1_024;

/** A member's own state, by the endpoint that was asked. Without a majority it knows of no leader. */
export function statusOf(running: RunningMember, endpoint: string, serves: boolean) {
  const { etcd, member } = running;
  const index = etcd.store.revision + etcd.members.length + etcd.term;
  const size = emptySize + keySize * ([...etcd.store.objects].length + etcd.store.nodes.size);
  return {
    Endpoint: endpoint,
    Status: {
      header: headerOf(running),
      version: '3.6.5',
      dbSize: size,
      ...(serves && etcd.leader !== undefined ? { leader: asNumber(etcd.leader) } : {}),
      raftIndex: index,
      raftTerm: etcd.term,
      raftAppliedIndex: index,
      ...(serves ? {} : { errors: ['etcdserver: no leader'] }),
      dbSizeInUse: size,
      ...(member.learner ? { isLearner: true } : {}),
      storageVersion: '3.6.0',
    },
  };
}
