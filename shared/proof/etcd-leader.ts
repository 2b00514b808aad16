import { z } from 'zod';
import type { EtcdClientPki } from '../model/resource.ts';
import { etcdctl } from './etcd.ts';

/** Asks every member for its state: who it is, and whom it takes for the leader. */
export const etcdStatusQuery = (pki: EtcdClientPki) => [...etcdctl(pki), 'endpoint', 'status', '--cluster', '-w', 'json'];

/** Asks the member of this host alone. */
export const etcdOwnStatusQuery = (pki: EtcdClientPki) => [...etcdctl(pki), 'endpoint', 'status', '-w', 'json'];

/** Gives the leadership, which this host's member must have, to another member. */
export const etcdMoveLeader = (pki: EtcdClientPki, to: string) => [...etcdctl(pki), 'move-leader', to];

// an id is a number of 64 bits, which JSON.parse would round
const exact = (text: string): string => text.replace(/:\s*(\d{10,20})(?=[,}\s])/g, ':"$1"');
const id = z.union([z.string().regex(/^\d{1,20}$/), z.number()]).transform(String);
const status = z.object({
  Status: z.object({ header: z.object({ member_id: id }), leader: id, isLearner: z.boolean().optional() }),
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
  const line = answer.split('\n').find((one) => one.startsWith('['));
  const parsed = statuses.safeParse(parseJson(exact(line ?? 'null'))).data;
  return parsed?.map(({ Status: { header, leader, isLearner = false } }) => ({
    id: BigInt(header.member_id).toString(16),
    leads: leader === header.member_id,
    learner: isLearner,
  }));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
