import type { KubeNode, KubeObject, PracticeCluster } from './cluster.ts';
import { practiceKernel } from '../../../shared/practice/practice.ts';
import { isReady, machineOf, type Pod, reached } from './pods.ts';

const condition = (type: string, holds: boolean) => ({ type, status: holds ? 'True' : 'False' });
const controlPlane = 'node-role.kubernetes.io/control-plane';

/** A node as the API has it. */
export function nodeObject(cluster: PracticeCluster, node: KubeNode): KubeObject & { readonly status: unknown } {
  const labels = {
    'kubernetes.io/hostname': node.name,
    'kubernetes.io/arch': 'amd64',
    'kubernetes.io/os': 'linux',
    ...(node.controlPlane ? { [controlPlane]: '' } : {}),
  };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: withLabels(node.name, undefined, labels),
    spec: node.controlPlane ? { taints: [{ key: controlPlane, effect: 'NoSchedule' }] } : {},
    status: {
      addresses: [
        { type: 'InternalIP', address: machineOf(cluster, node)?.config.address ?? '' },
        { type: 'Hostname', address: node.name },
      ],
      conditions: [
        condition('MemoryPressure', false),
        condition('DiskPressure', false),
        condition('PIDPressure', false),
        condition('Ready', isReady(cluster, node)),
      ],
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
