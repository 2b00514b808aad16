import { createHash } from 'node:crypto';

// Facts: etcd's server/etcdserver/api/membership (computeMemberID, genID). Ids are written as etcd writes them: hexadecimal.

const idOf = (content: string | Buffer): string => createHash('sha1').update(content).digest().readBigUInt64BE().toString(16);

/**
 * A member's id: a hash of its peer URLs and the token, so a founding member that lost its data has the same one again. One that is
 * added later gets another each time, by the second in which it is added.
 */
export const memberId = (peerUrls: readonly string[], token: string, added?: number): string =>
  idOf([...peerUrls].sort().join('') + token + (added ?? '').toString());

/** An etcd's id: a hash of its founding members' ids. It tells nothing about what the etcd holds. */
export function clusterId(members: readonly string[]): string {
  const ids = members.map(asNumber).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const bytes = Buffer.alloc(8 * ids.length);
  ids.forEach((id, i) => bytes.writeBigUInt64BE(id, 8 * i));
  return idOf(bytes);
}

/** An id as JSON has it: a number of 64 bits. */
export const asNumber = (id: string): bigint => BigInt(`0x${id}`);
