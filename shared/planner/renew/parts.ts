import { kubeletClient, kubeletPki, type Leaf, type LeafGroup } from '../../certificates/leaves.ts';
import { certificate, secret } from '../../model/content.ts';
import { layout } from '../../model/layout.ts';
import type { StepId } from '../../model/plan.ts';
import type { FileResource, ProofResource, Resource, StaticPodsResource } from '../../model/resource.ts';
import type { Site, SiteNode } from '../../site/site.ts';
import { etcdFiles } from '../../spec/etcd-files.ts';
import { apiPort } from '../../spec/resolve.ts';
import { etcdClientPkiOf, etcdService } from '../etcd.ts';
import { kubeletServing } from '../kubelet.ts';
import { registryAnswers, registryService } from '../registry.ts';
import type { StepDraft } from '../step.ts';
import { apiServerServes, etcdServes, kubeletServes } from './serving.ts';

/** What a renewal is planned by: no bundle, since it brings no program. */
export type RenewalSite = Pick<Site, 'spec' | 'nodes' | 'masters' | 'first' | 'away'>;

export const of = (leaves: readonly Leaf[], node: SiteNode, ...groups: LeafGroup[]): Leaf[] =>
  leaves.filter((leaf) => leaf.on?.host === node.name && groups.includes(leaf.group));
export const controlPlaneLeaves = (leaves: readonly Leaf[], node: SiteNode) =>
  of(leaves, node, 'etcd', 'apiserver', 'front-proxy', 'kubeconfigs', 'registry');

/** A leaf's files on its node. */
export function filesOf({ names, on }: Leaf): FileResource[] {
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

export const proof = (what: ProofResource['proof'], timeoutSeconds: number): ProofResource => ({
  kind: 'proof',
  proof: what,
  timeoutSeconds,
});
export const api = ({ spec }: RenewalSite, { nodeAddress }: SiteNode): string => `https://${nodeAddress}:${apiPort(spec)}`;

/** A component of the control plane, with what its pod reads when it starts. */
type Pod = StaticPodsResource['pods'][number];

const stackedDirectory = `${layout.kubernetesPki}/etcd`;
/** What a member that is a static pod reads. */
export const etcdPod: Pod = {
  component: 'etcd',
  watch: ['server', 'peer'].flatMap((name) => [`${stackedDirectory}/${name}.crt`, `${stackedDirectory}/${name}.key`]),
};
export const etcdServesNew = ({ spec }: RenewalSite): ProofResource =>
  proof(
    etcdServes(
      etcdClientPkiOf(spec),
      spec.etcd.topology === 'external' ? etcdFiles(spec).server.certificate : `${stackedDirectory}/server.crt`,
    ),
    60,
  );
export const etcdQuorum = ({ spec, masters }: RenewalSite, seconds: number): ProofResource =>
  proof({ name: 'etcd-quorum', members: masters.length, pki: etcdClientPkiOf(spec) }, seconds);

export function etcdResources(site: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): Resource[] {
  const { spec, masters } = site;
  const renewed = of(leaves, node, 'etcd');
  if (renewed.length === 0) return [];
  return [
    etcdQuorum(site, 60),
    ...(masters.length > 1 ? [proof({ name: 'follows', pki: etcdClientPkiOf(spec) }, 60)] : []),
    ...renewed.flatMap(filesOf),
    spec.etcd.topology === 'external' ? etcdService({ spec, masters }, node) : staticPods(node, [etcdPod]),
    etcdQuorum(site, 120),
    etcdServesNew(site),
  ];
}

/** What serves with the leaves of the API server, or runs with the kubeconfigs. */
export function controlPlanePods({ spec }: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): Pod[] {
  const { kubernetesPki } = layout;
  const kubeconfigs = of(leaves, node, 'kubeconfigs').length > 0;
  const pair = (path: string) => [`${path}.crt`, `${path}.key`];
  const { client } = etcdFiles(spec);
  const etcdClient =
    spec.etcd.topology === 'external' ? [client.certificate, client.key] : pair(`${kubernetesPki}/apiserver-etcd-client`);
  const read = ['apiserver', 'apiserver-kubelet-client', 'front-proxy-client'].map((name) => `${kubernetesPki}/${name}`);
  return [
    // it reads most of them again by itself, but not those of connections that it has, nor its own for itself
    ...(isServing(leaves, node) ? [{ component: 'kube-apiserver', watch: [...read.flatMap(pair), ...etcdClient] }] : []),
    ...(kubeconfigs
      ? ['controller-manager', 'scheduler'].map((name) => ({
          component: `kube-${name}`,
          watch: [`/etc/kubernetes/${name}.conf`],
        }))
      : []),
  ];
}

/** Whether leaves of a node are those that its API server uses. */
export const isServing = (leaves: readonly Leaf[], node: SiteNode): boolean =>
  of(leaves, node, 'etcd', 'apiserver', 'front-proxy').length > 0;

export function apiServerResources(site: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): Resource[] {
  const pods = controlPlanePods(site, node, leaves);
  return [
    ...of(leaves, node, 'apiserver', 'front-proxy', 'kubeconfigs').flatMap(filesOf),
    ...(pods.length === 0 ? [] : [staticPods(node, pods)]),
    ...apiServerReady(site, node, leaves),
  ];
}

export const apiServerReady = (site: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): ProofResource[] => [
  proof({ name: 'api-servers-ready', servers: [api(site, node)] }, 120),
  ...(isServing(leaves, node) ? [proof(apiServerServes(api(site, node)), 60)] : []),
];

/** The nodes ask another master's registry while this one starts again. */
export function registryResources({ spec: { registry } }: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): Resource[] {
  const renewed = of(leaves, node, 'registry').flatMap(filesOf);
  if (registry?.kind !== 'cluster' || renewed.length === 0) return [];
  return [...renewed, registryService(registry.port, node), proof(registryAnswers(registry.port, node), 60)];
}

export const staticPods = ({ hostname }: SiteNode, pods: StaticPodsResource['pods']): StaticPodsResource => ({
  kind: 'static-pods',
  node: hostname,
  pods,
  graceSeconds: 10,
  timeoutSeconds: 240,
});

/** What the kubelet's link leads to until it renews its certificate by itself. */
const renewedClient = `${kubeletPki}/kubelet-client-renewed.pem`;

/** The kubelet renews its client certificate by itself, late in its life, and never the one that it serves with: both are put in place. */
export function kubeletResources({ spec }: RenewalSite, node: SiteNode, leaves: readonly Leaf[]): Resource[] {
  const files = of(leaves, node, 'kubelet').flatMap(filesOf);
  if (files.length === 0) return [];
  const serves = kubeletServing(spec);
  return [
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
  ];
}

export function kubeletStep(site: RenewalSite, node: SiteNode, leaves: readonly Leaf[], needs: readonly StepId[]): StepDraft {
  return {
    phase: 'certificates',
    title: 'renew-kubelet',
    node,
    needs,
    resources: [
      ...kubeletResources(site, node, leaves),
      ...(site.masters.includes(node) ? [proof({ name: 'api-servers-ready', servers: [api(site, node)] }, 120)] : []),
    ],
  };
}
