import { writtenNames } from './life.ts';
import type { Ground } from './ground.ts';

/** Writes that were acknowledged, and that the etcd of one of these masters does not have: a line for each such master. */
export async function lostWrites({ stage, writer }: Ground, masters: readonly string[]): Promise<string[]> {
  const acknowledged = writer.writes.filter(({ ok }) => ok).map(({ name }) => name);
  const lost = await Promise.all(
    masters.map(async (master) => {
      const there = await writtenNames(stage.lab, master);
      const missing = acknowledged.filter((name) => !there.has(name));
      return missing.length === 0 ? [] : [`${master}: lost ${missing.length} of ${acknowledged.length} acknowledged writes`];
    }),
  );
  return lost.flat();
}
