import { createHash } from 'node:crypto';
import { z } from 'zod';
import { apiAnswers } from './api-server.ts';
import type { PracticeCluster } from './cluster.ts';
import { componentsOf, containerOf, idOf } from './containers.ts';
import { durations } from './durations.ts';
import type { KubeNode, Kept } from './etcd/kube-store.ts';
import { servedEtcd } from './etcd/running.ts';
import type { KubeView } from './kube-view.ts';
import type { Machine } from './machine.ts';

/** A pod, and when it is Ready by the harbour's time; undefined where something that it needs is missing. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly readyAt: number | undefined;
  /** Its container, where one runs: of static pods alone, since nobody asks for others'. `started` is in seconds since the epoch. */
  readonly container?: { readonly id: string; readonly started: number } | undefined;
}

/** What counts of a DaemonSet or a Deployment: its images, and the nodes that it is bound to. */
const workload = z.object({
  template: z.object({
    metadata: z.object({ labels: z.record(z.string(), z.string()) }).optional(),
    spec: z.object({
      containers: z.array(z.object({ image: z.string() })),
      affinity: z
        .object({
          nodeAffinity: z.object({
            requiredDuringSchedulingIgnoredDuringExecution: z.object({
              nodeSelectorTerms: z.array(
                z.object({ matchFields: z.array(z.object({ values: z.array(z.string()) })).default([]) }),
              ),
            }),
          }),
        })
        .optional(),
    }),
  }),
});

const parsed = new WeakMap<object, z.infer<typeof workload> | undefined>();

/** Objects are replaced, never changed: each is read once. */
function workloadOf({ object }: Kept): z.infer<typeof workload> | undefined {
  if (!parsed.has(object)) parsed.set(object, workload.safeParse(object.spec).data);
  return parsed.get(object);
}

const suffix = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 5);
const latest = (...moments: (number | undefined)[]): number | undefined =>
  moments.reduce<number | undefined>((a, b) => (a === undefined || b === undefined ? undefined : Math.max(a, b)), 0);
const after = (moment: number | undefined, ms: number): number | undefined => (moment === undefined ? undefined : moment + ms);

/** When a node became or becomes Ready. */
export function nodeReadyAt(view: KubeView, node: KubeNode): number | undefined {
  if (!view.isReported(node)) return undefined;
  const flannel = view.etcd.store.object('DaemonSet', 'kube-flannel', 'kube-flannel-ds');
  return flannel && after(daemonReadyAt(view, node, flannel), durations.nodeReady);
}

export const isReady = (view: KubeView, node: KubeNode): boolean => reached(view.cluster, nodeReadyAt(view, node));
export const reached = (cluster: PracticeCluster, moment: number | undefined): boolean =>
  moment !== undefined && moment <= cluster.clock.now();

function daemonReadyAt(view: KubeView, node: KubeNode, kept: Kept): number | undefined {
  const { object, since } = kept;
  const images = workloadOf(kept)?.template.spec.containers.map(({ image }) => image) ?? [];
  const machine = view.machineOf(node);
  if (!machine || !view.isReported(node) || images.some((image) => !machine.images.has(image))) return undefined;
  const proof = object.metadata.namespace !== 'kube-system' && object.metadata.namespace !== 'kube-flannel';
  const began = latest(since, node.registered, proof ? nodeReadyAt(view, node) : 0);
  return after(began, proof ? durations.proofPod : durations.daemonPod);
}

/** All pods of the cluster. */
export function podsOf(view: KubeView): Pod[] {
  const { nodes } = view;
  const { store } = view.etcd;
  return [
    ...nodes.flatMap((node) => staticPods(view, node)),
    ...store.objectsOf('DaemonSet').flatMap((kept) => daemonPods(view, nodes, kept)),
    ...store.objectsOf('Deployment').flatMap((kept) => deployedPods(view, nodes, kept)),
  ];
}

function staticPods(view: KubeView, node: KubeNode): Pod[] {
  const machine = view.machineOf(node);
  if (!machine) return [];
  return componentsOf(machine).map((component): Pod => {
    // the API goes on showing the pods of a node that is gone
    const container = view.isReported(node) ? containerOf(machine, component) : undefined;
    return {
      namespace: 'kube-system',
      name: `${component}-${node.name}`,
      node: node.name,
      labels: { component, tier: 'control-plane' },
      readyAt: serves(view.cluster, machine, component) ? after(container?.since, durations.staticPod) : undefined,
      container: container && { id: idOf(machine, component, container), started: container.entered },
    };
  });
}

/** Whether a component's readiness probe succeeds, as far as it hangs on more than its own start. */
function serves(cluster: PracticeCluster, machine: Machine, component: string): boolean {
  if (component === 'etcd') return servedEtcd(cluster, machine) !== undefined;
  return component !== 'kube-apiserver' || apiAnswers(cluster, machine);
}

function daemonPods(view: KubeView, nodes: readonly KubeNode[], kept: Kept): Pod[] {
  const { metadata } = kept.object;
  const template = workloadOf(kept)?.template;
  const terms = template?.spec.affinity?.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms;
  const names = (terms ?? []).flatMap(({ matchFields }) => matchFields.flatMap(({ values }) => values));
  const bound = names.length === 0 ? undefined : new Set(names);
  return nodes
    .filter(({ name }) => bound === undefined || bound.has(name))
    .map((node) => ({
      namespace: metadata.namespace ?? 'default',
      name: `${metadata.name}-${suffix(`${metadata.name} ${node.name}`)}`,
      node: node.name,
      labels: template?.metadata?.labels ?? {},
      readyAt: daemonReadyAt(view, node, kept),
    }));
}

/** Both replicas wait for the first node that is Ready. */
function deployedPods(view: KubeView, nodes: readonly KubeNode[], { object: { metadata }, since }: Kept): Pod[] {
  const ready = nodes
    .map((node) => ({ node, at: nodeReadyAt(view, node) }))
    .filter(({ at }) => reached(view.cluster, at))
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  return [0, 1].map((replica) => ({
    namespace: metadata.namespace ?? 'default',
    name: `${metadata.name}-${suffix(metadata.name)}0000-${suffix(`${metadata.name} ${replica}`)}`,
    node: ready[0]?.node.name ?? '',
    labels: { 'k8s-app': metadata.name },
    readyAt: after(latest(since, ready[0]?.at), durations.coredns),
  }));
}
