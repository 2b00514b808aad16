import { z } from 'zod';
import type { EtcdMember, EtcdView } from '../model/observed.ts';
import type { EtcdClientPki } from '../model/resource.ts';
import { etcdctl } from '../proof/etcd.ts';
import { etcdJson, inHex, wide } from '../proof/etcd-json.ts';

// Facts: etcdctl's `-w json` prints the messages of etcd's rpc.proto, with Go's names in `endpoint status`.

/** Asks the member of this host for its members, which needs a quorum. */
export const etcdMembersQuery = (pki: EtcdClientPki) => [...etcdctl(pki), 'member', 'list', '-w', 'json'];

const printable = (most: number) => z.string().transform((text) => text.replace(/[^\x20-\x7e]/g, '').slice(0, most));

const status = z.object({
  header: z.object({ member_id: wide, revision: wide.default('0') }),
  version: printable(40).default(''),
  dbSize: z.coerce.number().int().min(0).default(0),
  // Go leaves out what is zero: no leader
  leader: wide.default('0'),
  isLearner: z.boolean().default(false),
});
const statuses = z
  .array(z.object({ Status: status }))
  .min(1)
  .max(50);

const members = z.object({
  members: z
    .array(
      z.object({
        ID: wide,
        name: printable(100).default(''),
        peerURLs: z.array(printable(200)).max(10).default([]),
        isLearner: z.boolean().default(false),
      }),
    )
    .max(50),
});

/** The members of an answer to `etcdMembersQuery`, by id; undefined where there was none. */
export function etcdMembersOf(answer: string): EtcdMember[] | undefined {
  return members
    .safeParse(etcdJson(answer))
    .data?.members.map(({ ID, name, peerURLs, isLearner }) => ({
      id: inHex(ID),
      name,
      peerAddresses: peerURLs.map((url) => /^https?:\/\/([^/:]+|\[[^\]]+\]):\d+$/.exec(url)?.[1] ?? url),
      learner: isLearner,
    }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A member by its answers to `etcdOwnStatusQuery` and `etcdMembersQuery`; undefined where it did not answer. */
export function etcdViewOf(statusAnswer: string, membersAnswer: string): EtcdView | undefined {
  const own = statuses.safeParse(etcdJson(statusAnswer)).data?.[0]?.Status;
  if (own === undefined) return undefined;
  const { header, version, dbSize, leader, isLearner } = own;
  const listed = etcdMembersOf(membersAnswer);
  return {
    id: inHex(header.member_id),
    version,
    revision: header.revision,
    dbSize,
    leads: leader === header.member_id,
    hasLeader: leader !== '0',
    learner: isLearner,
    ...(listed && { members: listed }),
  };
}
