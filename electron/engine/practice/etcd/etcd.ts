import { randomUUID } from 'node:crypto';
import { clusterId, memberId } from './ids.ts';
import { KubeStore } from './kube-store.ts';

/** A member as the member list has it. */
export interface EtcdMember {
  /** Hexadecimal, as etcd writes it. */
  readonly id: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
  /** None until the member was started for the first time. */
  readonly clientUrls: readonly string[];
  readonly learner: boolean;
}

/** A founding member, as ETCD_INITIAL_CLUSTER names it. */
export interface Founder {
  readonly name: string;
  readonly url: string;
}

/** What of an etcd is kept besides its members and what is stored in it. */
export interface EtcdState {
  /** Tells it from every other etcd of the harbour, also from one with the same members and token. */
  readonly key: string;
  /** etcd's own id of it, hexadecimal. */
  readonly id: string;
  readonly token: string;
  /** The ids of the members that have had data. */
  readonly born: readonly string[];
  /** Whether it ever had a majority. Until then nothing is written in it. */
  readonly served: boolean;
  readonly leader?: string | undefined;
  readonly term: number;
}

/** One etcd: its members, and what is stored in it. Each member's data directory names it (see `disk.ts`). */
export class Etcd {
  readonly key: string;
  readonly id: string;
  readonly token: string;
  readonly born: Set<string>;
  served: boolean;
  leader: string | undefined;
  term: number;
  readonly #members: EtcdMember[];

  constructor(
    state: EtcdState,
    members: readonly EtcdMember[],
    readonly store: KubeStore,
  ) {
    this.key = state.key;
    this.id = state.id;
    this.token = state.token;
    this.born = new Set(state.born);
    this.served = state.served;
    this.leader = state.leader;
    this.term = state.term;
    this.#members = [...members];
  }

  get members(): readonly EtcdMember[] {
    return this.#members;
  }

  /** Who counts for a majority. */
  get voters(): readonly EtcdMember[] {
    return this.#members.filter(({ learner }) => !learner);
  }

  member(id: string): EtcdMember | undefined {
    return this.#members.find((member) => member.id === id);
  }

  memberAt(peerUrl: string): EtcdMember | undefined {
    return this.#members.find(({ peerUrls }) => peerUrls.includes(peerUrl));
  }

  /** Adds a member that is yet to be started. `added` is in seconds since the epoch. */
  add(peerUrl: string, learner: boolean, added: number): EtcdMember {
    const member = { id: memberId([peerUrl], '', added), name: '', peerUrls: [peerUrl], clientUrls: [], learner };
    this.#members.push(member);
    return member;
  }

  /** Changes what the list has of a member. */
  change(id: string, change: Partial<Omit<EtcdMember, 'id'>>): void {
    const at = this.#members.findIndex((member) => member.id === id);
    const member = this.#members[at];
    if (member) this.#members[at] = { ...member, ...change };
  }

  /** Takes a member off the list for good. */
  remove(id: string): void {
    const at = this.#members.findIndex((member) => member.id === id);
    if (at >= 0) this.#members.splice(at, 1);
  }
}

/** A new, empty etcd of these founding members. */
export function foundEtcd(founders: readonly Founder[], token: string): Etcd {
  const members = founders.map(({ name, url }) => ({
    id: memberId([url], token),
    name,
    peerUrls: [url],
    clientUrls: [],
    learner: false,
  }));
  const id = clusterId(members.map((member) => member.id));
  return new Etcd({ key: randomUUID(), id, token, born: [], served: false, term: 1 }, members, new KubeStore());
}
