import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { type LabNode, labSpec as labSpecOf, list, onNode } from '../lab.ts';
import { type Ended, lastWords } from './barque.ts';
import { applyAgain, changedSteps, prepare, succeeded } from './deploy.ts';
import type { Operator } from './operator.ts';
import { proveFromOutside } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';

/** The paper's names for etcd's files. */
const etcd = 'classic';
const labSpec = (nodes: readonly LabNode[]) => labSpecOf(nodes, { etcd });

/** A cluster that stands is given one more worker; what cannot be changed, or is somebody else's to do, is refused. */
export const widen: Scenario = {
  name: 'widen',
  shows:
    "etcd's files by the paper's names; one more worker is added; another podSubnet and a second apply at the same time are refused",
  minutes: 25,
  run: async (stage) => {
    const { lab, step } = stage;
    const cluster = await prepare(stage, {
      bare: true,
      workers: 2,
      etcd,
      choose: (all) => all.filter((node) => node.name !== 'w2'),
    });
    const { operator } = cluster;
    await step('apply: 4 nodes, and others who try meanwhile', async () => {
      const copy = join(await stage.directory(), 'lab.barque');
      const meanwhile: { others?: Promise<void> } = {};
      const first = operator.start('apply', {
        onEvent: (event) => {
          if (event.type !== 'step-started') return;
          meanwhile.others ??= othersAreRefused(stage, operator, copy);
          // awaited below; until then nobody does
          meanwhile.others.catch(() => undefined);
        },
      });
      await succeeded(first.ended);
      assert.ok(meanwhile.others, 'no step was started');
      await meanwhile.others;
    });
    await step("etcd and the API server live by the paper's files, and there are no others", async () => {
      for (const { name, addresses } of cluster.nodes.filter((node) => node.role === 'master')) {
        const pem = ['ca', 'client-key', 'client', 'peer-key', 'peer', 'server-key', 'server'].map((stem) => `${stem}.pem`);
        const found = await onNode(lab, name, 'ls /etc/kubernetes/pki/etcd; ls /etc/etcd 2>/dev/null; sed -n 1,2p /etc/etcd.env');
        assert.deepEqual(found.trim().split('\n'), [...pem, `PEER_NAME=${name}`, `PRIVATE_IP=${addresses[0] ?? ''}`]);
      }
    });
    const all: readonly LabNode[] = await list(lab);
    await step('another podSubnet is refused', async () => {
      await operator.writeSpec({ ...labSpec(cluster.nodes), network: { podSubnet: '10.200.0.0/16' } });
      const ended = await operator.run('apply');
      assert.equal(ended.status, 2, lastWords(ended));
      assert.ok(
        ended.problems.some((p) => p.code === 'spec.cannot-change' && p.params['path'] === 'network.podSubnet'),
        lastWords(ended),
      );
    });
    const before = await startedAt(stage, cluster.nodes);
    await step('a spec with one more worker adds it', async () => {
      await operator.writeSpec(labSpec(all));
      const ended = await succeeded(operator.run('apply'));
      stage.say(`        took ${ended.seconds.toFixed(1)} s; changed ${changedSteps(ended).join(', ')}`);
      assert.ok(changedSteps(ended).includes('join/w2'), 'w2 did not join');
      const again = changedSteps(ended).filter((id) => /^(init|join|etcd|images|certificates)\//.test(id) && !id.endsWith('/w2'));
      assert.deepEqual(again, [], 'done again on nodes that stood');
    });
    await step('nothing was restarted on the nodes that stood', async () => {
      assert.deepEqual(await startedAt(stage, cluster.nodes), before);
    });
    await proveFromOutside(stage, { ...cluster, nodes: all });
    await applyAgain(stage, operator);
  },
};

/** While an apply runs: the same workspace, a copy of it, and a workspace of somebody else, all for the same nodes. */
async function othersAreRefused(stage: Stage, operator: Operator, copy: string): Promise<void> {
  await cp(operator.workspace, copy, { recursive: true, filter: (path) => !path.endsWith('lease.json') });
  const stranger = join(await stage.directory(), 'lab.barque');
  const attempts = {
    'the same workspace': [operator, ['workspace.held']],
    'a copy of the workspace': [operator.with({ workspace: copy }), ['node.held']],
    // whichever is seen first: that somebody works there, or what they have made by now
    'a workspace of its own': [operator.with({ workspace: stranger }), ['node.held', 'check.other-cluster']],
  } as const;
  for (const [what, [who, codes]] of Object.entries(attempts)) {
    const ended: Ended = await who.run('apply');
    assert.equal(ended.status, 2, `${what}: ${lastWords(ended)}`);
    const found = ended.problems.find((p) => codes.some((code) => code === p.code));
    assert.ok(found, `${what}: ${lastWords(ended)}`);
    stage.say(`        ${what}: refused by ${found.host ?? 'this machine'}, ${found.code} ${JSON.stringify(found.params)}`);
  }
}

/** When the services of each node were last started. */
async function startedAt({ lab }: Stage, nodes: readonly LabNode[]): Promise<string[]> {
  const units = ['barque-containerd', 'kubelet', 'barque-etcd'].join(' ');
  const ask = `systemctl show --property=Id,ActiveEnterTimestampMonotonic ${units}`;
  return await Promise.all(nodes.map(async ({ name }) => `${name}\n${await onNode(lab, name, ask)}`));
}
