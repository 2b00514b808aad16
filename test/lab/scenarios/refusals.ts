import assert from 'node:assert/strict';
import { join } from 'node:path';
import { labSpec, onNode, password } from '../lab.ts';
import { type Ended, lastWords } from './barque.ts';
import { prepare } from './deploy.ts';
import { assertExplained } from './explained.ts';
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
    const names = cluster.nodes.map((node) => node.name);
    // sudo leaves a file of its own in the home of a user who uses it for the first time
    const sudo = `runuser -u ops -- sh -c 'echo ${password} | sudo -S true 2>/dev/null'`;
    await Promise.all(names.map((name) => onNode(stage.lab, name, sudo)));
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
      const tried = names.map((name) =>
        onNode(stage.lab, name, "journalctl -q -o cat -t sshd | grep -c '^Failed password' || :"),
      );
      assert.equal((await Promise.all(tried)).filter((count) => Number(count) > 0).length, 1);
    });
  },
};

async function refused(refusal: Refusal, ground: Ground): Promise<void> {
  const { stage, cluster } = ground;
  const names = cluster.nodes.map((node) => node.name);
  const { preload } = refusal;
  // Looked at while all is well: a node that is cut off cannot be, and what was made amiss is no change of Barque's.
  const before = await footprints(stage, names);
  const ended = await (async () => {
    try {
      const operator = await refusal.arrange(ground);
      return await operator.run('apply', preload === undefined ? {} : { preload });
    } finally {
      await refusal.mend?.(ground);
    }
  })();
  assertRefused(refusal, ended);
  assert.deepEqual(changesBetween(before, await footprints(stage, names)), [], 'something was changed');
}

/** Exit status, code and host are right, and the texts say in both languages what was found and expected, and what to do. */
function assertRefused({ code, host }: Refusal, ended: Ended): void {
  assert.equal(ended.status, 2, lastWords(ended));
  const found = ended.problems.find((one) => one.code === code);
  assert.ok(found, lastWords(ended));
  if (host) assert.match(found.host ?? '', host);
  assertExplained(found);
  assert.deepEqual(ended.events, [], 'a run was begun');
}
