import { kubeletClient, kubeletPki, type Leaf, type LeafCluster, type LeafGroup, leavesOf } from '../../certificates/leaves.ts';
import { certificate, secret } from '../../model/content.ts';
import { layout } from '../../model/layout.ts';
import type { Plan, StepId } from '../../model/plan.ts';
import type { FileResource, ProofResource, Resource, StaticPodsResource } from '../../model/resource.ts';
import type { Site, SiteNode } from '../../site/site.ts';
import { etcdFiles } from '../../spec/etcd-files.ts';
import { apiPort } from '../../spec/resolve.ts';
import { asideSeconds, keepalivedPaths } from '../../templates/keepalived.ts';
import { etcdClientPkiOf, etcdService } from '../etcd.ts';
import { kubeletServing } from '../kubelet.ts';
import { registryAnswers, registryService } from '../registry.ts';
import { step, type StepDraft, stepId } from '../step.ts';
import { apiServerServes, etcdServes, kubeletServes } from './serving.ts';

/** What a renewal is about; the certificates themselves are made before it begins. */
export interface Renewal {
  readonly groups: readonly LeafGroup[];
  /** The spec's names of the nodes. */
  readonly nodes: readonly string[];
}

/** What a renewal is planned by: no bundle, since it brings no program. */
export type RenewalSite = Pick<Site, 'spec' | 'nodes' | 'masters' | 'first'>;

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
 * certificates, starts what read the old ones again, shows that it serves the new ones, and takes part again; then the kubelets.
 * Pure: an interrupted renewal is gone on with by planning the same again and comparing it with the hosts.
 */
export function planRenewal(site: RenewalSite, renewal: Renewal): Plan {
  const { spec, nodes, masters, first } = site;
  const leaves = renewedLeaves(site, renewal);
  const turn = masters.filter((node) => renewal.nodes.includes(node.name) && controlPlaneLeaves(leaves, node).length > 0);
  const controlPlane = turn.flatMap((node, i) => {
    const before = turn[i - 1];
    return masterSteps(site, node, leaves, before === undefined ? [] : [stepId('take-part', before)]);
  });
  const last = turn.at(-1);
  const after = last === undefined ? [] : [stepId('take-part', last)];
  const kubelets = nodes
    .filter((node) => leaves.some((leaf) => leaf.group === 'kubelet' && leaf.on?.host === node.name))
    .map((node) => kubeletStep(site, node, leaves, after));
  const steps = [...controlPlane, ...kubelets];
  const drafts = steps.length === 0 ? [] : [...steps, ...proofs(site, steps)];
  return {
    cluster: spec.name,
    kubernetes: spec.kubernetes.version,
    steps: drafts.map((draft) => step(draft, draft.node === first ? 2 : 1)),
  };
}

const of = (leaves: readonly Leaf[], node: SiteNode, ...groups: LeafGroup[]): Leaf[] =>
  leaves.filter((leaf) => leaf.on?.host === node.name && groups.includes(leaf.group));
const controlPlaneLeaves = (leaves: readonly Leaf[], node: SiteNode) =>
  of(leaves, node, 'etcd', 'apiserver', 'front-proxy', 'kubeconfigs', 'registry');

/** A leaf's files on its node. */
function filesOf({ names, on }: Leaf): FileResource[] {
  if (on === undefined) return [];
  const { lies } = on;
  switch (lies.as) {
    case 'pair':
      return [
        // the key first: whoever reads both between the two finds a pair that does not fit, and reads again
        { kind: 'file', path: lies.key, mode: 0o600, content: [secret(names.key)] },
        { kind: 'file', path: lies.certificate, mode: 0o644, content: [certificate(names.certificate)] },
      ];
    case 'kubeconfig':
      if (names.kubeconfig === undefined) throw new Error(`${names.certificate} has no kubeconfig`);
      return [{ kind: 'file', path: lies.path, mode: 0o600, content: [secret(names.kubeconfig)] }];
    case 'bundle':
      return [{ kind: 'file', path: renewedClient, mode: 0o600, content: [certificate(names.certificate), secret(names.key)] }];
  }
}

const proof = (what: ProofResource['proof'], timeoutSeconds: number): ProofResource => ({
  kind: 'proof',
  proof: what,
  timeoutSeconds,
});
const api = ({ spec }: RenewalSite, { nodeAddress }: SiteNode): string => `https://${nodeAddress}:${apiPort(spec)}`;

/** One master's turn. Kubeconfigs alone need no standing aside: who has them is no part of the endpoint. */
function masterSteps(site: RenewalSite, node: SiteNode, leaves: readonly Leaf[], needs: readonly StepId[]): StepDraft[] {
  const { spec, masters } = site;
  const others = masters.filter((master) => master !== node);
  const served = of(leaves, node, 'etcd', 'apiserver', 'front-proxy').length > 0;
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

function etcdResources({ spec, masters }: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): Resource[] {
  const renewed = of(leaves, node, 'etcd');
  if (renewed.length === 0) return [];
  const pki = etcdClientPkiOf(spec);
  const directory = `${layout.kubernetesPki}/etcd`;
  const watched = ['server', 'peer'].flatMap((name) => [`${directory}/${name}.crt`, `${directory}/${name}.key`]);
  return [
    proof({ name: 'etcd-quorum', members: masters.length, pki }, 60),
    ...(masters.length > 1 ? [proof({ name: 'follows', pki }, 60)] : []),
    ...renewed.flatMap(filesOf),
    spec.etcd.topology === 'external'
      ? etcdService({ spec, masters }, node)
      : staticPods(node, [{ component: 'etcd', watch: watched }]),
    proof({ name: 'etcd-quorum', members: masters.length, pki }, 120),
    proof(
      etcdServes(pki, spec.etcd.topology === 'external' ? etcdFiles(spec).server.certificate : `${directory}/server.crt`),
      60,
    ),
  ];
}

function apiServerResources(site: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): Resource[] {
  const { spec } = site;
  const { kubernetesPki } = layout;
  const served = of(leaves, node, 'etcd', 'apiserver', 'front-proxy').length > 0;
  const kubeconfigs = of(leaves, node, 'kubeconfigs').length > 0;
  const pair = (path: string) => [`${path}.crt`, `${path}.key`];
  const { client } = etcdFiles(spec);
  const etcdClient =
    spec.etcd.topology === 'external' ? [client.certificate, client.key] : pair(`${kubernetesPki}/apiserver-etcd-client`);
  const read = ['apiserver', 'apiserver-kubelet-client', 'front-proxy-client'].map((name) => `${kubernetesPki}/${name}`);
  const pods = [
    // it reads most of them again by itself, but not those of connections that it has, nor its own for itself
    ...(served ? [{ component: 'kube-apiserver', watch: [...read.flatMap(pair), ...etcdClient] }] : []),
    ...(kubeconfigs
      ? ['controller-manager', 'scheduler'].map((name) => ({
          component: `kube-${name}`,
          watch: [`/etc/kubernetes/${name}.conf`],
        }))
      : []),
  ];
  return [
    ...of(leaves, node, 'apiserver', 'front-proxy', 'kubeconfigs').flatMap(filesOf),
    ...(pods.length === 0 ? [] : [staticPods(node, pods)]),
    proof({ name: 'api-servers-ready', servers: [api(site, node)] }, 120),
    ...(served ? [proof(apiServerServes(api(site, node)), 60)] : []),
  ];
}

/** The nodes ask another master's registry while this one starts again. */
function registryResources({ spec: { registry } }: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): Resource[] {
  const renewed = of(leaves, node, 'registry').flatMap(filesOf);
  if (registry?.kind !== 'cluster' || renewed.length === 0) return [];
  return [...renewed, registryService(registry.port, node), proof(registryAnswers(registry.port, node), 60)];
}

const staticPods = ({ hostname }: SiteNode, pods: StaticPodsResource['pods']): StaticPodsResource => ({
  kind: 'static-pods',
  node: hostname,
  pods,
  graceSeconds: 10,
  timeoutSeconds: 240,
});

/** What the kubelet's link leads to until it renews its certificate by itself. */
const renewedClient = `${kubeletPki}/kubelet-client-renewed.pem`;

/** The kubelet renews its client certificate by itself, late in its life, and never the one that it serves with: both are put in place. */
function kubeletStep(
  { spec, masters }: RenewalSite,
  node: SiteNode,
  leaves: readonly Leaf[],
  needs: readonly StepId[],
): StepDraft {
  const files = of(leaves, node, 'kubelet').flatMap(filesOf);
  const serves = kubeletServing(spec);
  return {
    phase: 'certificates',
    title: 'renew-kubelet',
    node,
    needs,
    resources: [
      ...files,
      { kind: 'link', path: kubeletClient, to: renewedClient, unlessPresent: false },
      {
        kind: 'service',
        unit: layout.kubeletUnit,
        started: true,
        watch: files.map((file) => file.path),
        ...(serves && { serves }),
      },
      proof(kubeletServes(node.nodeAddress), 60),
      ...(masters.includes(node)
        ? [proof({ name: 'api-servers-ready', servers: [`https://${node.nodeAddress}:${apiPort(spec)}`] }, 120)]
        : []),
    ],
  };
}

/** After all of it, the cluster stands as it did. */
function proofs({ spec, nodes, masters, first }: RenewalSite, steps: readonly StepDraft[]): StepDraft[] {
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
    done('system-pods-ready', { name: 'system-pods-ready' }, 240),
    done('etcd-health', { name: 'etcd-quorum', members: masters.length, pki: etcdClientPkiOf(spec) }, 60),
    ...(spec.endpoint.kind === 'keepalived'
      ? [done('single-vip', { name: 'single-vip', address: spec.endpoint.address, hosts: masters.map((m) => m.name) }, 60)]
      : []),
  ];
}
