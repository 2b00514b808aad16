import { layout } from '../../shared/model/layout.ts';
import type { ClusterSpec } from '../../shared/model/spec.ts';
import { etcdClientPkiOf } from '../../shared/planner/etcd.ts';
import type { Problem } from '../../shared/problems/problem.ts';
import { etcdMembers, etcdHealthQuery } from '../../shared/proof/etcd.ts';
import { nodesOf, type NodeReady, nodesQuery } from '../../shared/proof/nodes-ready.ts';
import type { Fleet } from './fleet.ts';
import { run } from './node/verbs.ts';
import { kubectl } from './proof/kubernetes.ts';
import { holdersOf } from './proof/single-vip.ts';
import { survey } from './survey.ts';

/** What stands, as seen now from whichever hosts answer. */
export interface ClusterStatus {
  readonly hosts: readonly {
    readonly name: string;
    readonly address: string;
    readonly reached: boolean;
    readonly ofThisCluster: boolean;
  }[];
  /** Kubernetes nodes and whether they are Ready; empty where no API server answers. */
  readonly nodes: readonly NodeReady[];
  readonly etcd: readonly { readonly endpoint: string; readonly healthy: boolean }[];
  /** The hosts that hold the virtual address; exactly one, if all is well. */
  readonly vipHolders: readonly string[];
  readonly problems: readonly Problem[];
}

/** One look at the cluster; changes nothing, waits for nothing. */
export async function statusOf(spec: ClusterSpec, cluster: string, fleet: Fleet, signal: AbortSignal): Promise<ClusterStatus> {
  const facts = await survey(spec, fleet, signal);
  const masters = spec.nodes.filter((n) => n.roles.includes('master') && fleet.nodes.has(n.name)).map((n) => n.name);
  const [nodes, etcd, vipHolders] = await Promise.all([
    firstAnswer(fleet, masters, kubectl(...nodesQuery), signal),
    firstAnswer(fleet, masters, [`${layout.bin}/etcdctl`, ...etcdHealthQuery(etcdClientPkiOf(spec))], signal),
    spec.endpoint.kind === 'keepalived' ? holdersOf(fleet.nodes, masters, spec.endpoint.address, signal) : [],
  ]);
  return {
    hosts: spec.nodes.map(({ name, address }) => ({
      name,
      address,
      reached: fleet.nodes.has(name),
      ofThisCluster: facts.get(name)?.cluster === cluster,
    })),
    nodes: nodesOf(nodes),
    etcd: etcdMembers(etcd)?.map(({ endpoint, health }) => ({ endpoint, healthy: health })) ?? [],
    vipHolders,
    problems: fleet.unreachable,
  };
}

/** What the first of the hosts prints that prints anything; a master that is down is not the last word on the cluster. */
async function firstAnswer(
  fleet: Fleet,
  hosts: readonly string[],
  argv: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  for (const host of hosts) {
    const [answer] = (await fleet.nodes.get(host)?.ask([run(10, argv)], signal)) ?? [];
    if (answer && answer.output !== '') return answer.output;
  }
  return '';
}
