import assert from 'node:assert/strict';
import { inLab, labSpec, off, on, onNode, shapeOperator } from '../lab.ts';
import { prepare, succeeded } from './deploy.ts';
import { type Cluster, proveFromOutside } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';
import { until } from './until.ts';

/** A line over which what the nodes lack takes the better part of a minute. */
const line = { rate: '40mbit' };
const [victim, behind] = ['m2', 'w1'];

/** What distribution may have put on a node: printed where it is there. */
const relics =
  'ls -d /run/barque-relay.* /run/barque/relay.* 2>/dev/null; grep -h barque-relay /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys 2>/dev/null';
const store = 'ls -d /var/lib/barque/blobs 2>/dev/null';

/** From node to node, with the program killed and a node's power cut in the middle of it. */
export const distribute: Scenario = {
  name: 'distribute',
  shows: 'blobs from node to node: the program killed and a node cut off in the middle; a cluster, and nothing left of the trust',
  minutes: 20,
  run: async (stage) => {
    const { step, check, say, lab } = stage;
    const cluster = await prepare(stage);
    const { operator, nodes } = cluster;
    await operator.writeSpec({ ...labSpec(nodes), distribution: 'chain' });
    await shapeOperator(lab, line);
    await step('apply is killed while blobs arrive', async () => {
      const barque = operator.start('apply');
      await arrives(stage, 10_000_000);
      assert.notEqual(await printed(stage, cluster, relics), '', 'the nodes should trust each other now');
      barque.kill();
      await barque.ended;
    });
    await check('whoever dies, the trust is gone', () => nothing(stage, cluster, relics));
    await step(`resume: ${victim} loses its power while blobs arrive, is stepped around, and comes back`, async () => {
      const before = await sentBytes(stage);
      const barque = operator.startInWorkspace('resume');
      await arrives(stage, 10_000_000);
      await off(lab, victim);
      await arrives(stage, 20_000_000);
      await on(lab, victim, { signal: stage.signal });
      const ended = await barque.ended;
      say(`        the operator has sent ${((await sentBytes(stage)) - before) / 1e6} MB; it ended with ${String(ended.status)}`);
      await shapeOperator(lab, undefined);
      if (ended.status !== 0) await succeeded(operator.startInWorkspace('resume').ended);
    });
    await check('nothing is left on the nodes: no key, no line, no store', () => nothing(stage, cluster, `${relics}; ${store}`));
    await proveFromOutside(stage, cluster);
  },
};

/** Waits until the last of the chain has so many bytes more than now. */
async function arrives(stage: Stage, bytes: number): Promise<void> {
  const stored = async () => Number(await onNode(stage.lab, behind, 'du -sb /var/lib/barque/blobs 2>/dev/null | cut -f 1'));
  const had = await stored();
  await until(`more arrives at ${behind}`, 120, async () => (await stored()) > had + bytes || undefined, stage.signal);
}

const printed = async ({ lab }: Stage, { nodes }: Cluster, command: string): Promise<string> =>
  (await Promise.all(nodes.map(async ({ name }) => (await onNode(lab, name, `{ ${command}; } || :`)).trim()))).join('\n').trim();

async function nothing(stage: Stage, cluster: Cluster, command: string): Promise<void> {
  const look = async () => {
    assert.equal(await printed(stage, cluster, command), '');
    return true;
  };
  await until('nothing is left', 20, look, stage.signal);
}

const sentBytes = async ({ lab }: Stage): Promise<number> =>
  Number(
    /"tx":\{"bytes":(\d+)/.exec((await inLab(lab, ['ip', '-s', '-j', 'link', 'show', 'br0'])).replaceAll(/\s/g, ''))?.[1] ?? 0,
  );
