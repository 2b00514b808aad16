import { type ClusterState, isServing, stateOf } from '../../shared/cluster/state.ts';
import type { KubeNode } from '../../shared/model/observed.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import type { Problem } from '../../shared/problems/problem.ts';
import { resolveNode } from '../../shared/spec/resolve.ts';
import { recordOf } from './cluster-record.ts';
import type { Fleet } from './fleet.ts';
import { lookAt } from './observe.ts';
import { holdersOf } from './proof/single-vip.ts';
import type { Workspace } from './workspace/workspace.ts';

/** One etcd member, as it answered itself. */
export interface MemberStatus {
  /** The spec's name of its master. */
  readonly host: string;
  /** Whether it votes and has a quorum with it. */
  readonly healthy: boolean;
  readonly leads: boolean;
  readonly version: string;
  readonly revision: string;
  /** In bytes. */
  readonly dbSize: number;
}

/** What stands, as seen now from whichever hosts answer. */
export interface ClusterStatus {
  /** Milliseconds since the epoch: when it was seen. */
  readonly at: number;
  readonly state: ClusterState;
  readonly hosts: readonly {
    readonly name: string;
    readonly address: string;
    readonly reached: boolean;
    readonly ofThisCluster: boolean;
  }[];
  /** Kubernetes nodes; empty where no API server answers. */
  readonly nodes: readonly KubeNode[];
  readonly etcd: readonly MemberStatus[];
  /** The masters, and whether the API server of each answers. */
  readonly apiServers: readonly { readonly host: string; readonly answers: boolean }[];
  /** The hosts that hold the virtual address; exactly one, if all is well. */
  readonly vipHolders: readonly string[];
  readonly problems: readonly Problem[];
}

/** One look at the cluster; changes nothing, waits for nothing. @throws {ProblemError} `cluster.identity-unknown`, `node.*` */
export async function statusOf(
  workspace: Workspace,
  spec: ClusterSpec,
  fleet: Fleet,
  signal: AbortSignal,
): Promise<ClusterStatus> {
  const { uid } = workspace.cluster;
  const found = await lookAt(spec, fleet, signal);
  const { at, hosts } = found.observed;
  const masters = spec.nodes.filter((row) => resolveNode(spec, row).master).map(({ name }) => name);
  const reached = masters.filter((name) => fleet.nodes.has(name));
  const { endpoint } = spec;
  return {
    at,
    state: stateOf(uid, await recordOf(workspace, found), found.observed),
    hosts: spec.nodes.map(({ name, address }) => {
      const view = hosts.find(({ host }) => host === name);
      return { name, address, reached: view?.reached === true, ofThisCluster: view?.mark === uid };
    }),
    nodes: hosts.flatMap(({ api }) => (api?.kind === 'answers' ? [api.nodes] : []))[0] ?? [],
    etcd: hosts.flatMap(({ host, etcd }): MemberStatus[] => {
      if (etcd === undefined) return [];
      const { leads, version, revision, dbSize } = etcd;
      return [{ host, healthy: isServing(etcd), leads, version, revision, dbSize }];
    }),
    apiServers: masters.map((host) => ({
      host,
      answers: hosts.find((view) => view.host === host)?.api?.kind === 'answers',
    })),
    vipHolders: endpoint.kind === 'keepalived' ? await holdersOf(fleet.nodes, reached, endpoint.address, signal) : [],
    problems: fleet.unreachable,
  };
}
