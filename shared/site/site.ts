import type { BundleManifest } from '../model/bundle.ts';
import type { Card, HostFacts } from '../model/facts.ts';
import type { ClusterSpec, NodeSpec } from '../model/spec.ts';
import { resolveNode, withHostname, type NamedNode } from '../spec/resolve.ts';

/** A node as checks and planner see it: what the spec says, with what the host is. */
export interface SiteNode extends NamedNode {
  readonly facts: HostFacts;
  /** The card that has the node address, and the length of its network's prefix. */
  readonly card: Card | undefined;
  readonly prefix: number;
}

/** What is known of a site before there is a bundle for it, and before anybody has said which nodes are masters. */
export interface SurveyedSite {
  readonly spec: ClusterSpec;
  /** The cluster's uid: the workspace's, marked on every node. */
  readonly cluster: string;
  readonly nodes: readonly SiteNode[];
  /** The nodes of the control plane, in the spec's order. */
  readonly masters: readonly SiteNode[];
}

/** Everything that checks and planner decide by. */
export interface Site extends SurveyedSite {
  readonly bundle: BundleManifest;
  /** The nodes that are workers only. */
  readonly workers: readonly SiteNode[];
  /** The public SSH key of each node by its name, where the nodes are to trust each other: `ssh-ed25519 AAAA…`. */
  readonly trust?: ReadonlyMap<string, string> | undefined;
  /** The master that the cluster begins on. */
  readonly first: SiteNode;
}

function siteNode(spec: ClusterSpec, node: NodeSpec, facts: HostFacts): SiteNode {
  const named = withHostname(resolveNode(spec, node), facts.hostname);
  const here = ({ address }: { address: string }) => address === named.nodeAddress;
  const card = facts.cards.find((c) => c.addresses.some(here));
  return { ...named, facts, card, prefix: card?.addresses.find(here)?.prefix ?? 32 };
}

/** Joins the spec with the facts of its hosts; `facts` has an entry for every node of the spec. */
export function surveyedSite(spec: ClusterSpec, cluster: string, facts: ReadonlyMap<string, HostFacts>): SurveyedSite {
  const nodes = spec.nodes.map((node) => {
    const found = facts.get(node.name);
    if (!found) throw new Error(`no facts of ${node.name}`);
    return siteNode(spec, node, found);
  });
  return { spec, cluster, nodes, masters: nodes.filter((n) => n.master) };
}

/** The same with the bundle that the cluster is made of. */
export function siteOf(spec: ClusterSpec, cluster: string, facts: ReadonlyMap<string, HostFacts>, bundle: BundleManifest): Site {
  const surveyed = surveyedSite(spec, cluster, facts);
  const [first] = surveyed.masters;
  if (!first) throw new Error('a spec without a master is refused when it is parsed');
  return { ...surveyed, bundle, workers: surveyed.nodes.filter((n) => !n.master), first };
}
