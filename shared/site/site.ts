import type { Scope } from '../cluster/changes.ts';
import { type ClusterRecord, identityOf, inRecordedOrder } from '../cluster/record.ts';
import type { BundleManifest } from '../model/bundle.ts';
import type { Card, HostFacts } from '../model/facts.ts';
import type { NodeIdentity } from '../model/identity.ts';
import type { ClusterSpec, NodeSpec } from '../model/spec.ts';
import { resolveNode, withHostname, type NamedNode } from '../spec/resolve.ts';

/** A node as checks and planner see it: what the spec says, with what the host is. */
export interface SiteNode extends NamedNode {
  readonly facts: HostFacts;
  /** The card that has the node address, and the length of its network's prefix. */
  readonly card: Card | undefined;
  readonly prefix: number;
  /** Who it is, where it is part of the cluster already. */
  readonly identity: NodeIdentity | undefined;
}

/** What is known of a site before there is a bundle for it, and before anybody has said which nodes are masters. */
export interface SurveyedSite {
  readonly spec: ClusterSpec;
  /** The cluster's uid: the workspace's, marked on every node. */
  readonly cluster: string;
  readonly nodes: readonly SiteNode[];
  /** The nodes of the control plane, in the spec's order. */
  readonly masters: readonly SiteNode[];
  /** Nodes of the cluster whose hosts were not reached: known by their identities alone. */
  readonly away: readonly NamedNode[];
}

/** Everything that checks and planner decide by. */
export interface Site extends SurveyedSite {
  readonly bundle: BundleManifest;
  /** The nodes that are workers only. */
  readonly workers: readonly SiteNode[];
  /** The public SSH key of each node by its name, where the nodes are to trust each other: `ssh-ed25519 AAAA…`. */
  readonly trust?: ReadonlyMap<string, string> | undefined;
  /** The master that the cluster begins on; of one that stands, a master that answers. */
  readonly first: SiteNode;
  /** What the plan is for. */
  readonly scope: Scope;
}

/** What is known of the cluster beside its spec and its hosts. */
export interface KnownCluster {
  readonly record?: ClusterRecord | undefined;
  readonly scope?: Scope;
  /** The spec's name of the master that is asked; the founder unless it is given. */
  readonly first?: string | undefined;
}

const fromTheBeginning: Scope = { kind: 'create', founded: false, serving: new Set() };

/**
 * Who a node is, where that is settled: not before `kubeadm init` was started, since until then everything may be corrected.
 */
const settled = (record: ClusterRecord | undefined, name: string): NodeIdentity | undefined =>
  record === undefined || record.stage === 'preparing' ? undefined : identityOf(record, name);

/** The name by identity, else the spec's, else what the host calls itself. */
const named = (spec: ClusterSpec, node: NodeSpec, identity: NodeIdentity | undefined, found: string): NamedNode => {
  const resolved = resolveNode(spec, node);
  return identity === undefined ? withHostname(resolved, found) : { ...resolved, hostname: identity.hostname };
};

function siteNode(spec: ClusterSpec, node: NodeSpec, facts: HostFacts, record: ClusterRecord | undefined): SiteNode {
  const identity = settled(record, node.name);
  const own = named(spec, node, identity, facts.hostname);
  const here = ({ address }: { address: string }) => address === own.nodeAddress;
  const card = facts.cards.find((c) => c.addresses.some(here));
  return {
    ...own,
    facts,
    card,
    prefix: card?.addresses.find(here)?.prefix ?? 32,
    identity: identity?.joined === true ? identity : undefined,
  };
}

/** Joins the spec with the facts of its hosts; `facts` has an entry for every node of the spec. */
export function surveyedSite(
  spec: ClusterSpec,
  cluster: string,
  facts: ReadonlyMap<string, HostFacts>,
  record?: ClusterRecord,
): SurveyedSite {
  const rows = record === undefined || record.stage === 'preparing' ? spec.nodes : inRecordedOrder(spec.nodes, record);
  const nodes = rows.map((node) => {
    const found = facts.get(node.name);
    if (!found) throw new Error(`no facts of ${node.name}`);
    return siteNode(spec, node, found, record);
  });
  return { spec, cluster, nodes, masters: nodes.filter((n) => n.master), away: [] };
}

/** The same with the bundle that the cluster is made of. Nodes without facts must be known by the record. */
export function siteOf(
  spec: ClusterSpec,
  cluster: string,
  facts: ReadonlyMap<string, HostFacts>,
  bundle: BundleManifest,
  { record, scope = fromTheBeginning, first: asked }: KnownCluster = {},
): Site {
  const isAway = ({ name }: NodeSpec) => !facts.has(name) && settled(record, name) !== undefined;
  const reached = { ...spec, nodes: spec.nodes.filter((node) => !isAway(node)) };
  const surveyed = { ...surveyedSite(reached, cluster, facts, record), spec };
  const first = surveyed.masters.find(({ name }) => name === asked) ?? surveyed.masters[0];
  if (!first) throw new Error('a spec without a master is refused when it is parsed');
  return {
    ...surveyed,
    bundle,
    workers: surveyed.nodes.filter((n) => !n.master),
    first,
    scope,
    away: spec.nodes.filter(isAway).map((node) => named(spec, node, settled(record, node.name), node.name)),
  };
}
