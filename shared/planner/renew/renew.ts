import { type Leaf, type LeafCluster, type LeafGroup, leavesOf } from '../../certificates/leaves.ts';
import type { Plan, StepId } from '../../model/plan.ts';
import type { ProofResource } from '../../model/resource.ts';
import type { SiteNode } from '../../site/site.ts';
import { asideSeconds, keepalivedPaths } from '../../templates/keepalived.ts';
import { etcdClientPkiOf } from '../etcd.ts';
import { step, type StepDraft, stepId } from '../step.ts';
import { systemPodsReady } from '../verify.ts';
import {
  api,
  apiServerResources,
  controlPlaneLeaves,
  etcdResources,
  isServing,
  kubeletStep,
  proof,
  registryResources,
  type RenewalSite,
} from './parts.ts';
import { togetherStep } from './together.ts';

/** What a renewal is about; the certificates themselves are made before it begins. */
export interface Renewal {
  readonly groups: readonly LeafGroup[];
  /** The spec's names of the nodes. */
  readonly nodes: readonly string[];
}

/** One master after the other, so that the endpoint stays up; or all masters at once, where the cluster refuses everybody already. */
export type Manner = 'in-turns' | 'together';

/**
 * The leaves that a renewal makes anew. One that lies on several nodes (the client certificate of the API servers for an external
 * etcd) is renewed only with all of them, the operator's own only with all nodes.
 */
export function renewedLeaves({ spec, nodes }: LeafCluster, renewal: Renewal): Leaf[] {
  const leaves = leavesOf({ spec, nodes }).filter((leaf) => renewal.groups.includes(leaf.group));
  const hostsOf = (leaf: Leaf) =>
    leaves.flatMap(({ names, on }) => (names.certificate === leaf.names.certificate && on ? [on.host] : []));
  const allNodes = nodes.every((node) => renewal.nodes.includes(node.name));
  return leaves.filter((leaf) =>
    leaf.on === undefined ? allNodes : hostsOf(leaf).every((host) => renewal.nodes.includes(host)),
  );
}

/**
 * The plan of a renewal, of the same steps and resources as any other: one master after the other stands aside, gets its new
 * certificates, starts what read the old ones again, shows that it serves the new ones, and takes part again; then the kubelets. With
 * `together` all masters do so at once. Pure: an interrupted renewal is gone on with by planning the same again and comparing it with the
 * hosts.
 */
export function planRenewal(site: RenewalSite, renewal: Renewal, manner: Manner = 'in-turns'): Plan {
  const { spec, nodes, masters, first } = site;
  const leaves = renewedLeaves(site, renewal);
  const turn = masters.filter((node) => renewal.nodes.includes(node.name) && controlPlaneLeaves(leaves, node).length > 0);
  const controlPlane =
    manner === 'together'
      ? turn.map((node) => togetherStep(site, node, leaves))
      : turn.flatMap((node, i) => {
          const before = turn[i - 1];
          return masterSteps(site, node, leaves, before === undefined ? [] : [stepId('take-part', before)]);
        });
  const last = turn.at(-1);
  const after =
    manner === 'together' ? controlPlane.map(({ node }) => stepId('renew', node)) : last ? [stepId('take-part', last)] : [];
  const hasKubelet = (node: SiteNode) => leaves.some((leaf) => leaf.group === 'kubelet' && leaf.on?.host === node.name);
  const kubelets = nodes
    .filter((node) => hasKubelet(node) && !(manner === 'together' && turn.includes(node)))
    .map((node) => kubeletStep(site, node, leaves, after));
  const steps = [...controlPlane, ...kubelets];
  const drafts = steps.length === 0 ? [] : [...steps, ...proofs(site, steps)];
  return {
    cluster: spec.name,
    kubernetes: spec.kubernetes.version,
    steps: drafts.map((draft) => step(draft, draft.node === first ? 2 : 1)),
  };
}

/** One master's turn. Kubeconfigs alone need no standing aside: who has them is no part of the endpoint. */
function masterSteps(site: RenewalSite, node: SiteNode, leaves: readonly Leaf[], needs: readonly StepId[]): StepDraft[] {
  const { spec, masters } = site;
  const others = masters.filter((master) => master !== node);
  const served = isServing(leaves, node);
  const ready = (nodes: readonly SiteNode[]) =>
    proof({ name: 'api-servers-ready', servers: nodes.map((one) => api(site, one)) }, 120);
  const moves = served && others.length > 0;
  const aside = moves && spec.endpoint.kind === 'keepalived' ? spec.endpoint.address : undefined;
  const renew: StepDraft = {
    phase: 'certificates',
    title: 'renew',
    node,
    needs,
    resources: [
      ...(moves ? [ready(others)] : []),
      ...(aside === undefined ? [] : [standsAside(aside)]),
      ...etcdResources(site, node, leaves),
      ...apiServerResources(site, node, leaves),
      ...registryResources(site, node, leaves),
    ],
  };
  const back: StepDraft = {
    phase: 'certificates',
    title: 'take-part',
    node,
    needs: [stepId('renew', node)],
    resources: [
      { kind: 'absent', path: keepalivedPaths.aside },
      { kind: 'absent', path: keepalivedPaths.asideBefore },
      ready([node]),
    ],
  };
  return [renew, back];
}

const standsAside = (address: string): ProofResource => {
  const { aside: until, asideBefore: marker } = keepalivedPaths;
  return proof({ name: 'stands-aside', until, seconds: asideSeconds, marker, address }, 60);
};

/** After all of it, the cluster stands as it did. */
function proofs({ spec, nodes, masters, first, away }: RenewalSite, steps: readonly StepDraft[]): StepDraft[] {
  const done = (title: StepDraft['title'], what: ProofResource['proof'], seconds: number): StepDraft => ({
    phase: 'verify',
    title,
    node: first,
    needs: steps.map(({ title: before, node }) => stepId(before, node)),
    risk: 'read-only',
    resources: [proof(what, seconds)],
  });
  return [
    done('nodes-ready', { name: 'nodes-ready', nodes: nodes.map((node) => node.hostname) }, 240),
    done('system-pods-ready', systemPodsReady(away), 240),
    done('etcd-health', { name: 'etcd-quorum', members: masters.length, pki: etcdClientPkiOf(spec) }, 60),
    ...(spec.endpoint.kind === 'keepalived'
      ? [done('single-vip', { name: 'single-vip', address: spec.endpoint.address, hosts: masters.map((m) => m.name) }, 60)]
      : []),
  ];
}
