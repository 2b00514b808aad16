import assert from 'node:assert/strict';
import { type LabNode, labSpec, type KubernetesVersion, type SpecOptions, up, type UpOptions } from '../lab.ts';
import { type Ended, lastWords } from './barque.ts';
import { newOperator, type Operator } from './operator.ts';
import type { Cluster } from './proofs.ts';
import type { Stage } from './stage.ts';

export interface DeployOptions extends Omit<UpOptions, 'signal'>, Omit<SpecOptions, 'kubernetes'> {
  readonly version?: KubernetesVersion;
  /** The nodes of the lab that the spec has: all, unless told otherwise. */
  readonly choose?: (nodes: readonly LabNode[]) => readonly LabNode[];
}

/** Brings a lab up, with an operator who has a spec for it. */
export async function prepare(stage: Stage, options: DeployOptions = {}): Promise<Cluster> {
  const { lab, step, signal } = stage;
  const { version = '1.34.4', etcd = 'external', card = 1, choose, ...rest } = options;
  const all = await step('lab up', () => up(lab, { ...rest, cards: rest.cards ?? card, signal }));
  const nodes = choose?.(all) ?? all;
  const spec = labSpec(nodes, { ...rest, etcd, card, kubernetes: version });
  const operator = await step(`bundle of ${version}`, () => newOperator(stage, version, spec));
  return { operator, nodes, version, topology: etcd, card };
}

/** Deploys a cluster from nothing. */
export async function deploy(stage: Stage, options: DeployOptions = {}): Promise<Cluster & { readonly ended: Ended }> {
  const cluster = await prepare(stage, options);
  const { length } = cluster.nodes;
  const what = `apply: ${length} nodes, ${cluster.topology} etcd, ${cluster.version}`;
  const ended = await stage.step(what, () => succeeded(cluster.operator.run('apply')));
  return { ...cluster, ended };
}

/** What barque told, where it ended with success. */
export async function succeeded(running: Promise<Ended>): Promise<Ended> {
  const ended = await running;
  assert.equal(ended.status, 0, lastWords(ended));
  const last = ended.events.at(-1);
  assert.ok(last?.type === 'run-finished' && last.outcome === 'success', 'exit status 0 and no run-finished with success');
  return ended;
}

/** Applies again, and shows that nothing was changed. Gives the seconds that it took. */
export async function applyAgain({ step, say }: Stage, operator: Operator): Promise<number> {
  return await step('applied again: nothing is changed', async () => {
    const ended = await succeeded(operator.run('apply'));
    assert.deepEqual(changedSteps(ended), []);
    say(`        applied again in ${ended.seconds.toFixed(2)} s (goal: 3 s or less)`);
    return ended.seconds;
  });
}

/** The steps that changed something. */
export const changedSteps = ({ events }: Ended): string[] =>
  events.flatMap((event) => (event.type === 'step-finished' && event.outcome === 'changed' ? [event.step] : []));
