import { z } from 'zod';
import { atMost, said } from '../model/said.ts';
import type { HostView, Observed } from '../model/observed.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { problem } from '../problems/problem-schema.ts';
import { resolveNode } from '../spec/resolve.ts';
import type { ClusterRecord } from './record.ts';
import { clusterState, isServing, isStranger, type StateKind, stateOf } from './state.ts';

// What stands, for people and programs: what `barque status` prints and the window shows. What hosts said is bounded by the schema.

/** A host: whether it was reached, and by its mark and what lies on it, which cluster it is of. */
export const hostStatus = z.strictObject({
  name: said(),
  address: said(),
  reached: z.boolean(),
  /** Of this cluster, of another one, or of none; nobody knows where it was not reached. */
  belongs: z.enum(['here', 'elsewhere', 'nowhere', 'unknown']),
});
export type HostStatus = z.infer<typeof hostStatus>;

/** The etcd member of a master, as it answered itself. */
export const memberStatus = z.discriminatedUnion('state', [
  z.strictObject({
    /** The spec's name of its master. */
    host: said(),
    /** `healthy`: it votes and has a quorum with it. */
    state: z.enum(['healthy', 'unhealthy']),
    leads: z.boolean(),
    version: said(),
    revision: said(),
    /** In bytes. */
    dbSize: z.number().int().min(0),
  }),
  /** It did not answer, or its host was not reached. */
  z.strictObject({ host: said(), state: z.enum(['silent', 'unknown']) }),
]);
export type MemberStatus = z.infer<typeof memberStatus>;

/** The API server of a master; `unknown` where the host was not reached. */
export const apiStatus = z.strictObject({ host: said(), state: z.enum(['answers', 'refuses', 'silent', 'unknown']) });
export type ApiStatus = z.infer<typeof apiStatus>;

export const nodeStatus = z.strictObject({ name: said(), uid: said(), ready: z.boolean(), address: said(), version: said() });
export type NodeStatus = z.infer<typeof nodeStatus>;

/** What stands, as it was seen at one moment by whichever hosts answered. */
export const clusterStatus = z.strictObject({
  /** Milliseconds since the epoch: when it was seen. */
  at: z.number().int(),
  state: clusterState,
  hosts: z.array(hostStatus).max(5000),
  /** Kubernetes nodes, as the first API server that answers has them; unset where none does. */
  nodes: atMost(5000, nodeStatus).optional(),
  /** Of each master. */
  etcd: z.array(memberStatus).max(5000),
  apiServers: z.array(apiStatus).max(5000),
  /** The virtual address, where the cluster has one that its masters hold, and who holds it: exactly one, if all is well. */
  vip: z.strictObject({ address: said(), holders: z.array(said()).max(5000) }).optional(),
  /** Why hosts were not reached. */
  problems: z.array(problem),
  /** The steps that the latest deployment went on without, by their ids. */
  skipped: z.array(said(600)),
});
export type ClusterStatus = z.infer<typeof clusterStatus>;

/** What a look at a cluster brought. */
export interface Seen extends Pick<ClusterStatus, 'problems' | 'skipped'> {
  readonly record: ClusterRecord | undefined;
  readonly observed: Observed;
  readonly vipHolders: readonly string[];
}

/**
 * What stands, by what was seen. Pure.
 * @param uid the workspace's, which its hosts are marked with
 */
export function statusIn(spec: ClusterSpec, uid: string, seen: Seen): ClusterStatus {
  const { record, observed, vipHolders, problems, skipped } = seen;
  const viewOf = (name: string) => observed.hosts.find(({ host, reached }) => host === name && reached);
  const masters = spec.nodes.filter((row) => resolveNode(spec, row).master).map(({ name }) => name);
  const { endpoint } = spec;
  return clusterStatus.parse({
    at: observed.at,
    state: stateOf(uid, record, observed),
    hosts: spec.nodes.map(({ name, address }): HostStatus => {
      const view = viewOf(name);
      return { name, address, reached: view !== undefined, belongs: belonging(uid, view) };
    }),
    nodes: observed.hosts.flatMap(({ api }) => (api?.kind === 'answers' ? [api.nodes] : []))[0],
    etcd: masters.map((host): MemberStatus => memberIn(host, viewOf(host))),
    apiServers: masters.map((host): ApiStatus => {
      const view = viewOf(host);
      return { host, state: view === undefined ? 'unknown' : (view.api?.kind ?? 'silent') };
    }),
    ...(endpoint.kind === 'keepalived' && { vip: { address: endpoint.address, holders: vipHolders } }),
    problems,
    skipped,
  });
}

function belonging(uid: string, view: HostView | undefined): HostStatus['belongs'] {
  if (view === undefined) return 'unknown';
  if (isStranger(uid, view)) return 'elsewhere';
  return view.mark === uid ? 'here' : 'nowhere';
}

function memberIn(host: string, view: HostView | undefined): MemberStatus {
  if (view === undefined) return { host, state: 'unknown' };
  if (view.etcd === undefined) return { host, state: 'silent' };
  const { leads, version, revision, dbSize } = view.etcd;
  return { host, state: isServing(view.etcd) ? 'healthy' : 'unhealthy', leads, version, revision, dbSize };
}

/** Whether all is as it should be, on every host of the spec: nothing less may be told as good. */
export const isWell = ({ state, hosts, nodes = [], etcd, apiServers, vip, problems }: ClusterStatus): boolean =>
  state.kind === 'standing' &&
  problems.length === 0 &&
  hosts.every(({ belongs }) => belongs === 'here') &&
  nodes.length >= hosts.length &&
  nodes.every(({ ready }) => ready) &&
  etcd.length > 0 &&
  etcd.every((member) => member.state === 'healthy') &&
  apiServers.every(({ state: api }) => api === 'answers') &&
  (vip === undefined || vip.holders.length === 1);

/** What a status says to a person: its state, told apart where something else is to be done. */
export type Meaning = StateKind | 'founded' | 'amiss';

/** `founded` is begun, with data perhaps; `amiss` is standing, with something that is not as it should be. */
export function meaningOf(status: ClusterStatus): Meaning {
  const { state } = status;
  if (state.kind === 'begun' && state.founded) return 'founded';
  return state.kind === 'standing' && !isWell(status) ? 'amiss' : state.kind;
}
