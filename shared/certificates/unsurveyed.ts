import type { ClusterSpec } from '../model/spec.ts';
import { resolveNode, withHostname } from '../spec/resolve.ts';
import type { LeafCluster } from './leaves.ts';

/** A cluster by its spec alone, where no host was asked: a node without a host name in the spec is called by its name there. */
export const unsurveyed = (spec: ClusterSpec): LeafCluster => ({
  spec,
  nodes: spec.nodes.map((node) => withHostname(resolveNode(spec, node), node.name)),
});
