import { practiceKernel } from '../../../shared/practice/practice.ts';
import type { PracticeCluster } from './cluster.ts';
import type { Kept, KubeNode, KubeObject } from './etcd/kube-store.ts';
import type { KubeView } from './kube-view.ts';
import { isReady, type Pod, reached } from './pods.ts';

const condition = (type: string, holds: boolean) => ({ type, status: holds ? 'True' : 'False' });

/** An object as the API has it: as it was applied, with its uid. */
export const objectOf = ({ object, uid }: Kept): KubeObject => ({ ...object, metadata: { ...object.metadata, ...{ uid } } });

/** A node's conditions; unknown where its kubelet does not tell this API of it. */
function conditionsOf(view: KubeView, node: KubeNode) {
  const types = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'Ready'];
  if (!view.isReported(node)) return types.map((type) => ({ type, status: 'Unknown' }));
  return types.map((type) => condition(type, type === 'Ready' && isReady(view, node)));
}
const controlPlane = 'node-role.kubernetes.io/control-plane';

/** A node as the API has it. */
export function nodeObject(view: KubeView, node: KubeNode): KubeObject & { readonly status: unknown } {
  const labels = {
    'kubernetes.io/hostname': node.name,
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/os': 'linux',
    ...node.labels,
    ...(node.controlPlane ? { [controlPlane]: '' } : {}),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { ...withLabels(node.name, undefined, labels), ...{ uid: node.uid } },
    spec: node.taints.length > 0 ? { taints: node.taints } : {},
    status: {
      addresses: [
        { type: 'InternalIP', address: view.machineOf(node)?.config.address ?? '' },
        { type: 'Hostname', address: node.name },
      ],
      conditions: conditionsOf(view, node),
      nodeInfo: {
        kubeletVersion: node.version,
        kernelVersion: practiceKernel,
        osImage: 'Debian GNU/Linux 12 (bookworm)',
        containerRuntimeVersion: 'containerd://2.1.4',
        architecture: 'amd64',
        operatingSystem: 'linux',
      },
    },
  };
}

/** A pod as the API has it. */
export function podObject(cluster: PracticeCluster, pod: Pod): KubeObject & { readonly status: unknown } {
  const ready = reached(cluster, pod.readyAt);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: withLabels(pod.name, pod.namespace, pod.labels),
    spec: { nodeName: pod.node },
    status: {
      phase: ready ? 'Running' : 'Pending',
      conditions: [condition('Ready', ready)],
      ...(pod.container && { containerStatuses: [containerStatus(pod.container, ready)] }),
    },
  };
}

const containerStatus = ({ id, started }: NonNullable<Pod['container']>, ready: boolean) => ({
  containerID: `containerd://${id}`,
  state: { running: { startedAt: new Date(started * 1000).toISOString().replace(/\.\d+Z$/, 'Z') } },
  ready,
});

/** KubeObject names no labels, since nothing but selectors asks for them. */
const withLabels = (name: string, namespace: string | undefined, labels: Readonly<Record<string, string>>) => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
  labels,
});
