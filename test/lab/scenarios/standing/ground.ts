import assert from 'node:assert/strict';
import { labSpec } from '../../lab.ts';
import { deploy } from '../deploy.ts';
import { watchKubeadm, type KubeadmWatch } from '../kubeadm-watch.ts';
import { type Kubectl, kubectlOutside } from '../kubectl.ts';
import type { Spec } from '../operator.ts';
import type { Cluster } from '../proofs.ts';
import type { Stage } from '../stage.ts';
import { until } from '../until.ts';
import { startWriter, type Writer } from '../writer.ts';
import { type Life, lifeOf, prepareToLook, sentinel, written } from './life.ts';

/** A cluster that stands, in use. */
export interface Ground {
  readonly stage: Stage;
  readonly cluster: Cluster;
  /** The names of its masters. */
  readonly masters: readonly string[];
  /** The spec that it was deployed with. */
  readonly spec: Spec;
  readonly kubectl: Kubectl;
  readonly writer: Writer;
  /** kubeadm is not to run any more. */
  readonly kubeadm: KubeadmWatch;
  /** How it was when it was new. */
  readonly life: Life;
  readonly close: () => Promise<void>;
}

/** Puts an object into a new cluster that must live as long as the cluster does, and tells how the cluster is. */
export async function putSentinel({ lab }: Stage, { nodes, topology }: Cluster, kubectl: Kubectl): Promise<Life> {
  await kubectl(['create', 'namespace', sentinel]);
  await kubectl(['create', 'configmap', sentinel, '-n', sentinel, '--from-literal=stands=since its first day']);
  const masters = nodes.filter(({ role }) => role === 'master');
  await prepareToLook(lab, masters, topology);
  const life = await lifeOf(
    lab,
    masters.map(({ name }) => name),
  );
  for (const one of life.values()) assert.ok(one.kubeSystem && one.sentinel && one.started.length === 2, JSON.stringify(one));
  return life;
}

/** Deploys a cluster, puts the sentinel into it, and has somebody write through its endpoint all the time. */
export async function standingCluster(stage: Stage, etcd: 'external' | 'stacked'): Promise<Ground> {
  const { lab, step, signal } = stage;
  const cluster = await deploy(stage, { etcd });
  const kubectl = await kubectlOutside(stage, cluster.operator, cluster.version);
  return await step('a sentinel, and somebody who writes all the time', async () => {
    const life = await putSentinel(stage, cluster, kubectl);
    await kubectl(['create', 'namespace', written]);
    const writer = startWriter(lab, cluster.operator.adminConf, written);
    const kubeadm = watchKubeadm(lab);
    const close = async () => {
      await Promise.all([writer.stop(), kubeadm.stop()]);
    };
    const writes = () => Promise.resolve(writer.writes.find(({ ok }) => ok));
    await until('the first write', 30, writes, signal).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    const spec = labSpec(cluster.nodes, { etcd, kubernetes: cluster.version });
    return { stage, cluster, masters: [...life.keys()], spec, kubectl, writer, kubeadm, life, close };
  });
}
