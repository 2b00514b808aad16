import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { argvInLab, type Lab, off, on, onNode } from '../lab/lab.ts';
import { deploy } from '../lab/scenarios/deploy.ts';
import { etcdctl, etcdSays } from '../lab/scenarios/etcd.ts';
import { getObjects, isReady, type Kubectl, kubectlOutside } from '../lab/scenarios/kubectl.ts';
import { type Cluster, holdersOf } from '../lab/scenarios/proofs.ts';
import type { Stage } from '../lab/scenarios/stage.ts';
import { until } from '../lab/scenarios/until.ts';
import { row, seconds, table } from './figures.ts';
import { kinds, outage, probe, type Probe } from './probe.ts';

/** How long it is watched after something has happened, in seconds: longer than any client or lease keeps a dead connection. */
const settle = 40;

/** How long the API is away when the master that holds its address fails, and comes back. */
export async function powerCut(stage: Stage): Promise<void> {
  await measure(stage, await deploy(stage, { as: 'root' }));
}

/** Measures on a finished cluster, which it leaves finished. */
export async function measure(stage: Stage, cluster: Cluster): Promise<void> {
  const { lab, step, signal } = stage;
  const kubectl = await kubectlOutside(stage, cluster.operator, cluster.version);
  const prober = startProber(lab, cluster.operator.adminConf);
  const rows: (readonly string[])[] = [row('', ...kinds.flatMap((kind) => [`${kind}s away`, 'failed']))];
  /** Does something to the cluster and watches until `over` and for some time after. */
  const watch = async (what: string, act: () => Promise<unknown>, over: () => Promise<unknown>) => {
    await step(what, async () => {
      const from = performance.timeOrigin + performance.now();
      await act();
      await over();
      await sleep(settle * 1000, undefined, { signal });
      const to = performance.timeOrigin + performance.now();
      const cells = kinds.flatMap((kind) => {
        const { awayMs, failed, sent } = outage(prober.probes, kind, from, to - 1000);
        return [seconds(awayMs / 1000), `${failed} of ${sent}`];
      });
      rows.push(row(what, ...cells));
    });
  };
  try {
    await until(
      'the prober writes',
      30,
      async () => Promise.resolve(prober.probes.find((one) => one.kind === 'write' && one.ok)),
      signal,
    );
    await watch(
      'nothing happens',
      async () => Promise.resolve(),
      async () => Promise.resolve(),
    );
    for (const leads of [true, false]) {
      const holder = await holderOf(stage, cluster);
      await step(`etcd is led by ${leads ? '' : 'another than '}${holder}, which holds the address`, () =>
        lead(stage, cluster, (name) => (name === holder) === leads),
      );
      await sleep(5000, undefined, { signal });
      await watch(
        `power cut, ${leads ? 'leads' : 'does not lead'} etcd`,
        () => off(lab, holder),
        async () => Promise.resolve(),
      );
      await watch(
        'comes back',
        () => on(lab, holder, { signal }),
        () => isWell(stage, cluster, kubectl, holder),
      );
    }
    const holder = await holderOf(stage, cluster);
    await watch(
      'API server killed',
      () => onNode(lab, holder, 'kill -9 $(pidof kube-apiserver || pgrep -x kube-apiserver)'),
      () => isWell(stage, cluster, kubectl, holder),
    );
  } finally {
    await prober.stop();
  }
  stage.say(`\n${table(rows)}`);
  stage.say(prober.reasons());
}

async function holderOf(stage: Stage, { nodes, card }: Cluster): Promise<string> {
  const [holder, ...more] = await holdersOf(stage, nodes, card);
  if (holder === undefined || more.length > 0) throw new Error('not exactly one node holds the address');
  return holder;
}

/** Moves etcd's leadership to a member that will do. */
async function lead({ lab, signal }: Stage, { nodes, topology }: Cluster, wanted: (name: string) => boolean): Promise<void> {
  const master = nodes.find((node) => node.role === 'master')?.name ?? '';
  await until(
    "etcd's leader",
    30,
    async () => {
      const { members } = await etcdSays(lab, master, topology);
      const leader = members.find((member) => member.leads);
      if (leader && wanted(leader.name)) return leader;
      const next = members.find((member) => wanted(member.name));
      if (leader && next) await onNode(lab, leader.name, etcdctl(topology, 'move-leader', BigInt(next.id).toString(16)));
      return undefined;
    },
    signal,
  );
}

/** Waits until a master's own API server is ready and every node is Ready. */
async function isWell({ signal }: Stage, { nodes, card }: Cluster, kubectl: Kubectl, master: string): Promise<void> {
  const address = nodes.find((node) => node.name === master)?.addresses[card - 1] ?? '';
  await until(
    `${master} is well`,
    180,
    async () => {
      await kubectl(['--server', `https://${address}:6443`, 'get', '--raw', '/readyz']);
      return (await getObjects(kubectl, 'nodes')).every(isReady) || undefined;
    },
    signal,
  );
}

interface Prober {
  readonly probes: readonly Probe[];
  /** Why requests failed, each reason with how often. */
  readonly reasons: () => string;
  readonly stop: () => Promise<void>;
}

function startProber(lab: Lab, kubeconfig: string): Prober {
  const script = join(import.meta.dirname, 'prober.ts');
  const [file, ...args] = argvInLab(lab, [process.execPath, '--import', 'tsx', script, kubeconfig]);
  const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const closed = new Promise((resolve) => child.once('close', resolve));
  const probes: Probe[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => probes.push(probe.parse(JSON.parse(line))));
  return {
    probes,
    reasons: () => {
      const counts = new Map<string, number>();
      for (const { ok, why, kind } of probes) if (!ok) counts.set(`${kind}: ${why}`, (counts.get(`${kind}: ${why}`) ?? 0) + 1);
      return [...counts].map(([why, times]) => `${times} x ${why}`).join('\n');
    },
    stop: async () => {
      child.stdin.end();
      await closed;
    },
  };
}
