import assert from 'node:assert/strict';
import { type KubernetesVersion, type LabNode, onNode, virtualAddress } from '../lab.ts';
import { etcdSays, type Topology } from './etcd.ts';
import { getObjects, isReady, type Kubectl, kubectlOutside } from './kubectl.ts';
import type { Operator } from './operator.ts';
import { provePods } from './pods.ts';
import type { Stage } from './stage.ts';

/** A cluster that an operator says stands. */
export interface Cluster {
  readonly operator: Operator;
  readonly nodes: readonly LabNode[];
  readonly version: KubernetesVersion;
  readonly topology: Topology;
  /** The network card that it uses. */
  readonly card: 1 | 2;
}

/** Proves a cluster from outside: by kubectl and by looking at the nodes, whatever Barque said. */
export async function proveFromOutside(stage: Stage, cluster: Cluster): Promise<Kubectl> {
  const { lab, step, signal } = stage;
  const { nodes, topology, card, version } = cluster;
  const masters = nodes.filter((node) => node.role === 'master');
  const names = nodes.map((node) => node.name);
  const kubectl = await kubectlOutside(stage, cluster.operator, version);

  await step(`${nodes.length} nodes are Ready, with ${version}, each at its address`, async () => {
    const columns =
      'custom-columns=:.metadata.name,:.status.nodeInfo.kubeletVersion,:.status.addresses[?(@.type=="InternalIP")].address';
    const lines = (await kubectl(['get', 'nodes', '--no-headers', '-o', columns])).trim().split('\n');
    const found = lines.map((line) => line.split(/\s+/)).sort();
    assert.deepEqual(found, nodes.map((node) => [node.name, `v${version}`, node.addresses[card - 1]]).sort());
    const objects = await getObjects(kubectl, 'nodes');
    assert.deepEqual(
      objects
        .filter(isReady)
        .map((node) => node.metadata.name)
        .sort(),
      [...names].sort(),
    );
  });
  await step('every pod of the system is Ready', async () => {
    const pods = [
      ...(await getObjects(kubectl, 'pods', '-n', 'kube-system')),
      ...(await getObjects(kubectl, 'pods', '-n', 'kube-flannel')),
    ];
    assert.deepEqual(
      pods.filter((pod) => !isReady(pod)).map((pod) => pod.metadata.name),
      [],
    );
    assert.equal(pods.filter((pod) => pod.metadata.name.startsWith('kube-apiserver')).length, masters.length);
    assert.equal(pods.filter((pod) => pod.metadata.name.startsWith('kube-flannel')).length, nodes.length);
  });
  await step(`etcd has ${masters.length} voters, all healthy`, async () => {
    const { members } = await etcdSays(lab, masters[0]?.name ?? '', topology);
    assert.equal(members.length, masters.length);
    assert.deepEqual(
      members.filter((member) => member.learner || !member.healthy),
      [],
    );
    assert.equal(members.filter((member) => member.leads).length, 1);
  });
  await step('exactly one node holds the virtual address', async () => {
    const holders = await holdersOf(stage, nodes, card);
    assert.equal(holders.length, 1, `${holders.join(', ') || 'nobody'} holds ${virtualAddress(card)}`);
  });
  await step('every image is pinned, and workers have none of the control plane', async () => {
    for (const node of nodes) {
      const images = await imagesOn(stage, node.name);
      assert.ok(images.size > 0, `${node.name} has no images`);
      const loose = [...images].filter(([, labels]) => !labels.includes('io.cri-containerd.pinned=pinned')).map(([name]) => name);
      assert.deepEqual(loose, [], `not pinned on ${node.name}`);
      const hasControlPlane = [...images.keys()].some((name) => name.includes('kube-apiserver'));
      assert.equal(hasControlPlane, node.role === 'master', `kube-apiserver's image on ${node.name}`);
    }
  });
  const known = [...(await imagesOn(stage, names[0] ?? '')).keys()];
  const image = known.find((name) => name.startsWith('docker.io/library/busybox:'));
  assert.ok(image, `no busybox among ${known.join(', ')}`);
  await provePods(stage, kubectl, { nodes: names, image });
  signal.throwIfAborted();
  return kubectl;
}

/** The nodes that have the virtual address on a card. */
export async function holdersOf({ lab }: Pick<Stage, 'lab'>, nodes: readonly LabNode[], card: 1 | 2): Promise<string[]> {
  const looks = nodes.map(async ({ name }) => [name, await onNode(lab, name, 'ip -o -4 address show')] as const);
  return (await Promise.all(looks)).filter(([, text]) => text.includes(` ${virtualAddress(card)}/`)).map(([name]) => name);
}

/** The images that a node's containerd knows by name, with their labels. */
async function imagesOn({ lab }: Stage, node: string): Promise<Map<string, string>> {
  const socket = '/run/barque/containerd/containerd.sock';
  const list = await onNode(lab, node, `/opt/barque/bin/ctr -a ${socket} -n k8s.io images list`);
  const lines = list.trim().split('\n').slice(1);
  // containerd's CRI plugin adds entries by digest; the kubelet judges by the name
  const named = lines.map((line) => [line.split(/\s+/)[0] ?? '', line] as const).filter(([name]) => !name.startsWith('sha256:'));
  return new Map(named);
}
