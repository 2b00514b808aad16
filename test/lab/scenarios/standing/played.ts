import assert from 'node:assert/strict';
import { explain } from '../../../../shared/problems/problem.ts';
import { virtualAddress } from '../../lab.ts';
import { type Ended, lastWords } from '../barque.ts';
import { changedSteps } from '../deploy.ts';
import { assertExplained } from '../explained.ts';
import { changesBetween, footprints, livingPaths } from '../footprint.ts';
import type { Operator } from '../operator.ts';
import type { Case } from './cases.ts';
import type { Ground } from './ground.ts';
import { allReady } from './harms.ts';
import { lifeChanges, lifeOf } from './life.ts';
import { lostWrites } from './lost-writes.ts';

/** Seconds that an apply may take. */
const patience = 600;

/**
 * What changes in a footprint without an apply: where the address is, the time of the kubelet's directory, and the mounts and network
 * cards of pods, which come and go.
 */
const movesByItself = [
  ` ${virtualAddress(1)}/`,
  ' /var/lib/kubelet d ',
  ...['run-barque-containerd-', 'run-netns-cni', 'var-lib-kubelet-pods-', ': veth', ' dev cni0 '],
];

/** Does to a cluster what a case says, and applies. @throws saying all that is not as it must be */
export async function playCase(ground: Ground, one: Case): Promise<void> {
  const { stage, masters, cluster, spec } = ground;
  const { lab, say } = stage;
  const amiss: string[] = [];
  try {
    await one.harm?.(ground);
    const looked = masters.filter((name) => name !== one.away);
    const names = cluster.nodes.map(({ name }) => name);
    const operator = cluster.operator.with(one.bundle ? { bundle: await one.bundle(ground) } : {});
    await operator.writeSpec(one.spec?.(spec) ?? spec);
    const life = await lifeOf(lab, looked);
    const hosts = await footprints(stage, names, livingPaths);
    const kubeadms = ground.kubeadm.seen().length;

    const ended = await applied(operator);
    amiss.push(...endedWrongly(one, ended));
    amiss.push(...lifeChanges(life, await lifeOf(lab, looked)));
    const touched = one.expect === 'refused' ? changesBetween(hosts, await footprints(stage, names, livingPaths)) : [];
    amiss.push(...touched.filter((line) => !movesByItself.some((one) => line.includes(one))).slice(0, 20));
    amiss.push(
      ...ground.kubeadm
        .seen()
        .slice(kubeadms)
        .map(({ node, verb }) => `kubeadm ${verb} ran on ${node}`),
    );
    amiss.push(...(await lostWrites(ground, looked)));
    if (amiss.length === 0) {
      for (const { code, host, params } of ended.problems) say(`        ${host ?? '-'} ${code} ${JSON.stringify(params)}`);
      await one.then?.(ground);
    }
  } finally {
    await cluster.operator.writeSpec(spec);
    await one.mend?.(ground);
  }
  if (amiss.length > 0) throw new Error(amiss.join('\n'));
}

/** Applies, and kills it where it takes too long. */
async function applied(operator: Operator): Promise<Ended> {
  const barque = operator.start('apply');
  const limit = setTimeout(barque.kill, patience * 1000);
  return await barque.ended.finally(() => clearTimeout(limit));
}

function endedWrongly({ expect, leadsTo }: Case, ended: Ended): string[] {
  if (ended.status === null) return [`apply was killed: not over after ${patience} s`];
  const changed = changedSteps(ended).map((step) => `changed by the apply: ${step}`);
  if (expect === 'no-change') return ended.status === 0 ? changed : [lastWords(ended), ...changed];
  if (ended.status !== 2) return [`not refused: ${lastWords(ended)}`, ...changed];
  if (ended.problems.length === 0) return ['refused without a problem that says why'];
  for (const problem of ended.problems) assertExplained(problem);
  const remedies = ended.problems.flatMap((problem) => explain(problem, 'en').remedies);
  return leadsTo && !remedies.some((text) => leadsTo.test(text))
    ? [`no remedy names ${leadsTo.source}`, lastWords(ended), ...remedies]
    : [];
}

/** Whether what a failed case left can be put right by the cluster's own spec: the same cluster, all nodes Ready, no write lost. */
export async function isUsable(ground: Ground): Promise<boolean> {
  const { stage, cluster, masters, life } = ground;
  try {
    assert.equal((await applied(cluster.operator)).status, 0);
    assert.deepEqual(lifeChanges(life, await lifeOf(stage.lab, masters), { restarts: true }), []);
    assert.deepEqual(await lostWrites(ground, masters), []);
    await allReady(ground);
    return true;
  } catch {
    stage.signal.throwIfAborted();
    return false;
  }
}
