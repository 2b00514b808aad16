import { concurrently } from '../concurrently.ts';
import type { Ask } from '../node/ask.ts';
import type { Node } from '../node/node.ts';

/** A host decompresses and hashes what has arrived in one lane while the other one's goes on arriving. */
const LANES = 2;

/**
 * Sends payloads to a host side by side, each lane about as much; over one channel where the host allows no more.
 * @throws {ProblemError} as `Node.ask`, of all lanes
 */
export async function askInLanes(node: Pick<Node, 'ask'>, asks: readonly Ask<void>[], signal: AbortSignal): Promise<void> {
  const lanes = Array.from({ length: LANES }, () => ({ bytes: 0, asks: new Array<Ask<void>>() }));
  // what the host has already costs it something too
  const size = ({ payload }: Ask<void>): number => Math.max(payload?.size ?? 0, 1);
  for (const ask of asks.toSorted((a, b) => size(b) - size(a))) {
    const [lane] = lanes.toSorted((a, b) => a.bytes - b.bytes);
    lane?.asks.push(ask);
    if (lane) lane.bytes += size(ask);
  }
  const used = lanes.filter((lane) => lane.asks.length > 0);
  await concurrently(used, LANES, (lane) => node.ask(lane.asks, signal));
}
