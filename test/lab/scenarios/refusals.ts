import assert from 'node:assert/strict';
import { join } from 'node:path';
import { explain } from '../../../shared/problems/problem.ts';
import { labSpec, onNode } from '../lab.ts';
import { type Ended, lastWords } from './barque.ts';
import { prepare } from './deploy.ts';
import { changesBetween, footprints } from './footprint.ts';
import { type Ground, type Refusal, refusals as cases } from './refusal-cases.ts';
import type { Scenario } from './stage.ts';

/** Every refusal ends before anything was changed on any node. */
export const refusals: Scenario = {
  name: 'refusals',
  shows: 'what is amiss is refused before anything is changed, with a problem that says where, what, and what to do',
  minutes: 15,
  run: async (stage) => {
    const cluster = await prepare(stage, { bare: true, cards: 2 });
    const fresh = async () => {
      await cluster.operator.writeSpec(labSpec(cluster.nodes));
      return cluster.operator.with({ workspace: join(await stage.directory(), 'lab.barque') });
    };
    await stage.check('plan changes nothing', async () => {
      const before = await footprints(stage, names);
      const planned = await (await fresh()).run('plan');
      assert.equal(planned.status, 0, lastWords(planned));
      assert.ok(planned.plan.length > 0, 'no plan was printed');
      assert.deepEqual(changesBetween(before, await footprints(stage, names)), []);
    });
    for (const refusal of cases)
      await stage.check(`${refusal.amiss}: ${refusal.code}`, async () =>
        refused(refusal, { stage, cluster, operator: await fresh() }),
      );
    await stage.check('a refused password was tried on one host only', async () => {
      const tried = names.map((name) => onNode(stage.lab, name, "journalctl -q -o cat -t sshd | grep -c '^Failed password' || :"));
      assert.equal((await Promise.all(tried)).filter((count) => Number(count) > 0).length, 1);
    });
  },
};

async function refused(refusal: Refusal, ground: Ground): Promise<void> {
  const { stage, cluster } = ground;
  const names = cluster.nodes.map((node) => node.name);
  const { preload } = refusal;
  try {
    const operator = await refusal.arrange(ground);
    // A node that is cut off is looked at when it can be reached again.
    const before = await footprints(stage, names, refusal.unreachable)
    const ended = await operator.run('apply', preload === undefined ? {} : { preload });
    assertRefusal(refusal, ended);
  } finally {
    await refusal.mend?.(ground);
  }
}
