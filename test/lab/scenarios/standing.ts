import { down } from '../lab.ts';
import { type Case, cases } from './standing/cases.ts';
import { type Ground, standingCluster } from './standing/ground.ts';
import { isUsable, playCase } from './standing/played.ts';
import type { Scenario, Stage } from './stage.ts';

/** An apply after something was changed is refused, or changes nothing; the cluster lives on as it was. */
export const standing: Scenario = {
  name: 'standing',
  shows: 'no apply harms a cluster that stands, whatever was changed: the same uids, members, processes, every write there',
  minutes: 240,
  run: async (stage) => {
    const pattern = new RegExp(process.env['BARQUE_LAB_CASES'] ?? '');
    for (const etcd of ['external', 'stacked'] as const) {
      await showAll(
        stage,
        etcd,
        cases.filter(({ changed }) => pattern.test(`${etcd} etcd, ${changed}`)),
      );
      await down(stage.lab);
    }
  },
};

/** Plays the cases one after the other; one that leaves a cluster in ruins costs a new one for those that follow. */
async function showAll(stage: Stage, etcd: 'external' | 'stacked', chosen: readonly Case[]): Promise<void> {
  let ground: Ground | undefined;
  const passed = new Set<Case>();
  const leave = async () => {
    if (!ground) return;
    stage.say(`        ${figures(ground)}`);
    await ground.close();
    ground = undefined;
  };
  try {
    for (const one of chosen) {
      const standing = (ground ??= await standingCluster(stage, etcd));
      await stage.check(`${etcd} etcd, ${one.changed}: ${titles[one.expect]}`, async () => {
        await playCase(standing, one);
        passed.add(one);
      });
      if (passed.has(one) || one === chosen.at(-1) || (await isUsable(standing))) continue;
      await leave();
      await down(stage.lab);
    }
  } finally {
    await leave();
  }
}

const titles: Readonly<Record<Case['expect'], string>> = {
  refused: 'refused, nothing is changed',
  'no-change': 'nothing is changed',
};

/** What the writer met: a refusal costs nothing, what a case does to the hosts may. */
function figures({ writer }: Ground): string {
  const { awayMs, failed, sent } = writer.away();
  return `${sent} writes, ${failed} failed, the endpoint was away for ${(awayMs / 1000).toFixed(1)} s at most`;
}
