import { z } from 'zod';
import type { EtcdClientPki } from '../model/resource.ts';
import { etcdctl } from './etcd.ts';
import { etcdJson, inHex, wide } from './etcd-json.ts';

/** Asks every member for its state: who it is, and whom it takes for the leader. */
export const etcdStatusQuery = (pki: EtcdClientPki) => [...etcdctl(pki), 'endpoint', 'status', '--cluster', '-w', 'json'];

/** Asks the member of this host alone. */
export const etcdOwnStatusQuery = (pki: EtcdClientPki) => [...etcdctl(pki), 'endpoint', 'status', '-w', 'json'];

/** Gives the leadership, which this host's member must have, to another member. */
export const etcdMoveLeader = (pki: EtcdClientPki, to: string) => [...etcdctl(pki), 'move-leader', to];

const status = z.object({
  Status: z.object({ header: z.object({ member_id: wide }), leader: wide, isLearner: z.boolean().optional() }),
});
const statuses = z.array(status).max(50);

/** A member, by its id as etcdctl takes it: hexadecimal. */
export interface EtcdMemberState {
  readonly id: string;
  readonly leads: boolean;
  readonly learner: boolean;
}

/** The members that answered; undefined where etcd did not. */
export function etcdStates(answer: string): EtcdMemberState[] | undefined {
  const parsed = statuses.safeParse(etcdJson(answer)).data;
  return parsed?.map(({ Status: { header, leader, isLearner = false } }) => ({
    id: inHex(header.member_id),
    leads: leader === header.member_id,
    learner: isLearner,
  }));
}
