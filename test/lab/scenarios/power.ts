import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { list, off, on } from '../lab.ts';
import { succeeded } from './deploy.ts';
import type { Kubectl } from './kubectl.ts';
import { proveFromOutside } from './proofs.ts';
import type { Scenario } from './stage.ts';
import { type Ground, standingCluster } from './standing/ground.ts';
import { lifeChanges, lifeOf } from './standing/life.ts';
import { lostWrites } from './standing/lost-writes.ts';
import { until } from './until.ts';

/** The order in which the machines of a site get their power back, each with the seconds that pass before it does. */
interface Order {
  readonly title: string;
  readonly starts: readonly (readonly [node: string, seconds: number])[];
}

const inTurn = (nodes: readonly string[], seconds: number): Order['starts'] =>
  nodes.map((node, i) => [node, i === 0 ? 0 : seconds] as const);

const orders: readonly Order[] = [
  { title: 'all at once', starts: inTurn(['m1', 'm2', 'm3', 'w1'], 0) },
  { title: 'the last master first, the others 20 s apart', starts: inTurn(['m3', 'm1', 'w1', 'm2'], 20) },
  {
    title: 'the worker first, the masters a minute later, 20 s apart',
    starts: [
      ['w1', 0],
      ['m1', 60],
      ['m2', 20],
      ['m3', 20],
    ],
  },
  {
    title: 'all but the first master, which comes two minutes later',
    starts: [
      ['m2', 0],
      ['m3', 0],
      ['w1', 0],
      ['m1', 120],
    ],
  },
  { title: 'the other way round, 30 s apart', starts: inTurn(['w1', 'm3', 'm2', 'm1'], 30) },
];

/** Seconds from the last start within which all nodes must be Ready. */
const patience = 300;

/** A site without power comes back by itself, in whatever order its machines do. */
export const power: Scenario = {
  name: 'power',
  shows: 'all machines lose their power and get it back in five orders: all Ready by themselves, proven, and nothing is lost',
  minutes: 60,
  run: async (stage) => {
    const ground = await standingCluster(stage, 'external');
    try {
      for (const order of orders) await stage.check(order.title, () => comesBack(ground, order));
    } finally {
      await ground.close();
    }
    await proveFromOutside(stage, ground.cluster);
  },
};

async function comesBack(ground: Ground, { starts }: Order): Promise<void> {
  const { stage, cluster, masters, kubectl } = ground;
  const { lab, signal, say } = stage;
  const before = await lifeOf(lab, masters);
  const running = (await list(lab)).filter((node) => node.running);
  await Promise.all(running.map(({ name }) => off(lab, name)));
  const started = new Map<string, number>();
  for (const [node, seconds] of starts) {
    await sleep(seconds * 1000, undefined, { signal });
    started.set(node, Date.now());
    // its boot may not end before others have started
    await on(lab, node, { wait: false, signal });
  }
  const last = performance.now();
  await until('all nodes are Ready again', patience, () => allReadySince(kubectl, started), signal);
  const ready = (performance.now() - last) / 1000;
  const verified = await succeeded(verifiedWithin(ground, patience));
  assert.deepEqual(lifeChanges(before, await lifeOf(lab, masters), { restarts: true }), []);
  assert.deepEqual(await lostWrites(ground, masters), []);
  assert.equal(started.size, cluster.nodes.length);
  say(`        Ready ${ready.toFixed(0)} s after the last start, proven ${verified.seconds.toFixed(0)} s later`);
}

/** `barque verify`, killed where it takes too long. */
async function verifiedWithin({ cluster }: Ground, seconds: number) {
  const barque = cluster.operator.startInWorkspace('verify');
  const limit = setTimeout(barque.kill, seconds * 1000);
  return await barque.ended.finally(() => clearTimeout(limit));
}

const nodes = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      status: z.object({
        conditions: z.array(z.object({ type: z.string(), status: z.string(), lastHeartbeatTime: z.iso.datetime() })),
      }),
    }),
  ),
});

/** @throws naming the nodes whose kubelets have not said since their start that they are Ready: what was said before may still stand there */
async function allReadySince(kubectl: Kubectl, started: ReadonlyMap<string, number>): Promise<true> {
  const { items } = nodes.parse(JSON.parse(await kubectl(['get', 'nodes', '-o', 'json'])));
  const lacking = [...started].filter(([name, since]) => {
    const own = items.find(({ metadata }) => metadata.name === name);
    const ready = own?.status.conditions.find(({ type, status }) => type === 'Ready' && status === 'True');
    return ready === undefined || Date.parse(ready.lastHeartbeatTime) < since;
  });
  assert.deepEqual(
    lacking.map(([name]) => name),
    [],
    'not Ready since their start',
  );
  return true;
}
