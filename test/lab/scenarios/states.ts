import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { z } from 'zod';
import type { RunEvent } from '../../../shared/run/event.ts';
import { argvInLab, type LabNode, labSpec, list, off, on, onNode } from '../lab.ts';
import { lastWords, program } from './barque.ts';
import { changedSteps, prepare, succeeded } from './deploy.ts';
import { kubectlOutside } from './kubectl.ts';
import type { Operator } from './operator.ts';
import { type Cluster, proveFromOutside } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';
import { putSentinel } from './standing/ground.ts';
import { lifeChanges, lifeOf } from './standing/life.ts';
import { until } from './until.ts';

const state = z.looseObject({
  kind: z.string(),
  founded: z.boolean().optional(),
  away: z.array(z.object({ host: z.string(), how: z.string() })).optional(),
});

/** Every state that a cluster can be in, on real nodes, and what an apply does in it. Locked out is among the cases of `standing`. */
export const states: Scenario = {
  name: 'states',
  shows:
    'begun (killed before, within and after init), standing, degraded, silent and split are told as such, and harmed by no apply',
  minutes: 45,
  run: async (stage) => {
    const { lab, step, say } = stage;
    const cluster = await prepare(stage, { workers: 2, choose: (all) => all.filter(({ name }) => name !== 'w2') });
    const { operator, nodes } = cluster;
    const spec = labSpec(nodes, { kubernetes: cluster.version });
    for (const { when, strikes, founded } of blows) {
      await step(`an apply is killed ${when}: begun, ${founded ? 'and founded' : 'and not founded'}`, async () => {
        await killed(operator, strikes);
        assert.deepEqual(await stateOf(stage, operator), { kind: 'begun', founded });
      });
      const network = { podSubnet: '10.200.0.0/16' };
      await step(`another pod network is ${founded ? 'refused' : 'no hindrance'}`, async () => {
        await operator.writeSpec({ ...spec, network });
        const planned = await operator.run('plan');
        assert.equal(planned.status, founded ? 2 : 0, lastWords(planned));
        await operator.writeSpec(spec);
      });
    }
    await step('an apply goes on: success', () => succeeded(operator.run('apply')));
    await step('standing', async () => assert.deepEqual(await stateOf(stage, operator), { kind: 'standing' }));

    const kubectl = await kubectlOutside(stage, operator, cluster.version);
    const life = await step('a sentinel', () => putSentinel(stage, cluster, kubectl));
    const lives = async (masters: readonly string[], restarts = false) => {
      const before = new Map([...life].filter(([name]) => masters.includes(name)));
      assert.deepEqual(lifeChanges(before, await lifeOf(lab, masters), { restarts }), []);
    };
    const all = [...life.keys()];
    const isStanding = () =>
      until('standing', 240, async () => (await kindOf(stage, operator)) === 'standing' || undefined, stage.signal);

    await degraded(stage, cluster, lives);
    await step('m3 is back: standing by itself', async () => {
      await on(lab, 'm3', { wait: false, signal: stage.signal });
      await isStanding();
      await lives(all, true);
    });
    await step('an apply tells it what it missed, and changes nothing else; the next one nothing', async () => {
      const ended = await succeeded(operator.run('apply'));
      // that pods reach each other is proven again, since there is one more node to reach
      assert.deepEqual(changedSteps(ended), ['prepare/m3', 'pod-network/m1']);
      assert.deepEqual(changedSteps(await succeeded(operator.run('apply'))), []);
    });
    await step('two masters without power: silent, and an apply is refused', async () => {
      await Promise.all(['m2', 'm3'].map((name) => off(lab, name)));
      const silent = async () => (await kindOf(stage, operator)) === 'silent' || undefined;
      await until('silent', 60, silent, stage.signal);
      await refused(operator, 'cluster.silent');
      await Promise.all(['m2', 'm3'].map((name) => on(lab, name, { wait: false, signal: stage.signal })));
      await isStanding();
      await lives(all, true);
    });
    const everybody = [...nodes, ...(await labNodes(stage, 'w2'))];
    // pods come back after the nodes that they are on
    await step('barque verify', () => succeeded(operator.startInWorkspace('verify').ended));
    await proveFromOutside(stage, { ...cluster, nodes: everybody });
    await step('m3 has an etcd of its own: split, and an apply is refused', async () => {
      await foundAnother(stage, 'm3', nodes.find(({ name }) => name === 'm3')?.addresses[0] ?? '');
      const split = async () => (await kindOf(stage, operator)) === 'split' || undefined;
      await until('split', 60, split, stage.signal);
      await refused(operator, 'cluster.split');
      say('        nothing was done to it');
      await lives(['m1', 'm2'], true);
    });
  },
};

const during = (title: string, event: RunEvent): boolean => 'step' in event && event.step.startsWith(`${title}/`);
const blows = [
  {
    when: 'while images are sent',
    founded: false,
    strikes: (event: RunEvent) => event.type === 'step-progress' && during('images', event),
  },
  {
    when: 'while a member of etcd is started',
    founded: false,
    strikes: (event: RunEvent) =>
      event.type === 'resource-changing' && during('etcd', event) && event.what.startsWith('service '),
  },
  {
    when: 'while kubeadm init runs',
    founded: true,
    strikes: (event: RunEvent) => event.type === 'step-output' && during('init', event),
  },
  {
    when: 'while kubeadm join runs',
    founded: true,
    strikes: (event: RunEvent) => event.type === 'step-output' && during('join', event),
  },
] as const;

/** Applies until the moment has come, and kills it. */
async function killed(operator: Operator, strikes: (event: RunEvent) => boolean): Promise<void> {
  const barque = operator.start('apply', { onEvent: (event) => strikes(event) && barque.kill() });
  const ended = await barque.ended;
  assert.equal(ended.status, null, `it ended before\n${lastWords(ended)}`);
}

/** A master is without power: a worker joins all the same, and nobody is restarted for it. */
async function degraded(
  stage: Stage,
  { operator, nodes, version }: Cluster,
  lives: (masters: readonly string[]) => Promise<void>,
): Promise<void> {
  const { lab, step, say } = stage;
  await step('m3 without power: degraded, it is told who is away, and an apply is refused', async () => {
    await off(lab, 'm3');
    assert.deepEqual(await stateOf(stage, operator), { kind: 'degraded', away: [{ host: 'm3', how: 'unreached' }] });
    const ended = await operator.run('apply');
    assert.deepEqual([ended.status, ended.problems.map(({ host }) => host)], [2, ['m3']], lastWords(ended));
  });
  await step('a worker joins while m3 is away, and nobody else is restarted', async () => {
    await operator.writeSpec(labSpec([...nodes, ...(await labNodes(stage, 'w2'))], { kubernetes: version }));
    const ended = await succeeded(operator.run('apply'));
    assert.ok(changedSteps(ended).includes('join/w2'), changedSteps(ended).join(', '));
    say(`        took ${ended.seconds.toFixed(1)} s`);
    await lives(['m1', 'm2']);
  });
}

async function refused(operator: Operator, code: string): Promise<void> {
  const ended = await operator.run('apply');
  assert.equal(ended.status, 2, lastWords(ended));
  assert.ok(
    ended.problems.some((problem) => problem.code === code),
    lastWords(ended),
  );
}

/** A member of etcd that was founded anew, by hand, on an empty directory. */
const foundAnother = ({ lab }: Stage, node: string, address: string): Promise<string> =>
  onNode(
    lab,
    node,
    [
      'set -e',
      'systemctl stop barque-etcd',
      'mv /var/lib/etcd/member /var/lib/etcd/member.before',
      `sed -i 's|^ETCD_INITIAL_CLUSTER=.*|ETCD_INITIAL_CLUSTER=${node}=https://${address}:2380|' /etc/etcd/etcd.env`,
      'touch /var/lib/barque/etcd-founding',
      'systemctl start barque-etcd',
    ].join('\n'),
  );

const labNodes = async ({ lab }: Stage, ...names: readonly string[]): Promise<LabNode[]> =>
  (await list(lab)).filter(({ name }) => names.includes(name));

/** What `barque status` says of the cluster; it exits with 1 where that is not well. */
async function stateOf({ lab, signal }: Stage, operator: Operator): Promise<z.infer<typeof state>> {
  const words = ['status', '-w', operator.workspace, '--secrets', operator.secrets, '--yes', '--json'];
  const [command, ...argv] = argvInLab(lab, [process.execPath, program, ...words]);
  const child = spawn(command, argv, { stdio: ['ignore', 'pipe', 'inherit'], signal });
  let text = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) text += String(chunk);
  const line = text.split('\n').find((one) => one.includes('"type":"status"'));
  assert.ok(line !== undefined, `no status:\n${text.slice(0, 2000)}`);
  return z.object({ state }).parse(JSON.parse(line)).state;
}

const kindOf = async (stage: Stage, operator: Operator): Promise<string> => (await stateOf(stage, operator)).kind;
