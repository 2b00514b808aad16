import { clusterSpec, type ClusterSpec } from '../model/spec.ts';
import { resolveNode, withHostname, type Cluster } from '../spec/resolve.ts';
import type { MasterWithCard } from './keepalived.ts';
import { merge, type JsonObject } from './merge.ts';

/** A cluster for the templates' tests: three masters and a worker, on two cards each, with what `over` changes of the spec. */
export interface Sample extends Cluster {
  readonly spec: ClusterSpec;
  readonly cluster: string;
  readonly nodes: readonly MasterWithCard[];
  readonly masters: readonly MasterWithCard[];
  readonly first: MasterWithCard;
  readonly second: MasterWithCard;
  readonly worker: MasterWithCard;
}

export function sample(over: JsonObject = {}): Sample {
  const node = (name: string, last: number, role: string) => {
    return { name, address: `192.168.2.${last}`, nodeAddress: `10.0.0.${last}`, roles: [role] };
  };
  const small: JsonObject = {
    apiVersion: 'barque/v1',
    kind: 'Cluster',
    kubernetes: { version: '1.34.4' },
    endpoint: { kind: 'keepalived', address: '10.0.0.5' },
    access: { auth: { kind: 'agent' } },
    nodes: [node('m1', 11, 'master'), node('m2', 12, 'master'), node('m3', 13, 'master'), node('w1', 21, 'worker')],
  };
  const spec = clusterSpec.parse(merge(small, over));
  const nodes = spec.nodes.map((n) => ({
    ...withHostname(resolveNode(spec, n), `${n.name}.site`),
    card: { name: 'eth1' },
    prefix: 24,
  }));
  const masters = nodes.filter((n) => n.master);
  const [first, second] = masters;
  const worker = nodes.at(-1);
  if (!first || !second || !worker) throw new Error('the sample has two masters and a worker at least');
  return { spec, cluster: '7f1c0e52', nodes, masters, first, second, worker };
}
