import assert from 'node:assert/strict';
import type { RunEvent } from '../../../shared/run/event.ts';
import { onNode } from '../lab.ts';
import { type Barque, lastWords } from './barque.ts';
import { prepare, succeeded } from './deploy.ts';
import { etcdctl } from './etcd.ts';
import { overlaps, watchKubeadm } from './kubeadm-watch.ts';
import { type Cluster, proveFromOutside } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';

/** A moment at which the program dies. */
interface Blow {
  readonly when: string;
  readonly strikes: (event: RunEvent) => boolean;
}

const during = (title: string, event: RunEvent): boolean => 'step' in event && event.step.startsWith(`${title}/`);

const blows: readonly Blow[] = [
  { when: 'while images are sent', strikes: (event) => event.type === 'step-progress' && during('images', event) },
  {
    when: 'while a member of etcd is started',
    strikes: (event) => event.type === 'resource-changing' && during('etcd', event) && event.what.startsWith('service '),
  },
  { when: 'while kubeadm init runs', strikes: (event) => event.type === 'step-output' && during('init', event) },
  { when: 'while kubeadm join runs', strikes: (event) => event.type === 'step-output' && during('join', event) },
];

/** One deployment, killed four times, each time gone on with. */
export const killed: Scenario = {
  name: 'killed',
  shows: 'apply and resume killed in the middle of images, of etcd, of init and of a join: one cluster, the same one',
  minutes: 30,
  run: async (stage) => {
    const { step, say, lab } = stage;
    const cluster = await prepare(stage, { bare: true });
    const watch = watchKubeadm(lab);
    const identities: Identity[] = [];
    try {
      // Which comes first depends on the machine: each time the next of those that are left strikes.
      for (let left = blows; left.length > 0;) {
        const command = left === blows ? 'apply' : 'resume';
        const struck = await step(`${command} is killed`, () => killedBy(cluster, command, left));
        left = left.filter((blow) => blow !== struck);
        identities.push(await identityOf(stage, cluster));
        say(`        ${struck.when}; ${described(identities.at(-1))}`);
      }
      await step('resume: success', () => succeeded(cluster.operator.startInWorkspace('resume').ended));
    } finally {
      await watch.stop();
    }
    const seen = watch.seen();
    say(
      `        kubeadm ran ${seen.map(({ node, verb, from, to }) => `${verb} on ${node} for ${((to - from) / 1000).toFixed(1)} s`).join(', ')}`,
    );
    await step('kubeadm ran on every node, and never two at once', async () => {
      assert.deepEqual([...new Set(seen.map(({ node }) => node))].sort(), cluster.nodes.map(({ name }) => name).sort());
      assert.deepEqual(overlaps(seen), []);
      await Promise.resolve();
    });
    await step("the authority's hash, etcd's cluster id and kube-system's uid are what they were before each kill", async () => {
      const last = await identityOf(stage, cluster);
      for (const earlier of identities)
        for (const [what, value] of Object.entries(earlier)) assert.equal(last[what], value, `${what} has changed`);
    });
    await proveFromOutside(stage, cluster);
  },
};

/** Runs barque until one of the blows strikes, and gives that one. @throws where it ends before */
async function killedBy({ operator }: Cluster, command: 'apply' | 'resume', left: readonly Blow[]): Promise<Blow> {
  let struck: Blow | undefined;
  const onEvent = (event: RunEvent) => {
    struck ??= left.find((blow) => blow.strikes(event));
    if (struck) barque.kill();
  };
  const barque: Barque =
    command === 'apply' ? operator.start('apply', { onEvent }) : operator.startInWorkspace('resume', { onEvent });
  const ended = await barque.ended;
  assert.ok(struck, `it ended before ${left.map((blow) => blow.when).join(' and ')}\n${lastWords(ended)}`);
  assert.equal(ended.status, null, 'it was to be killed');
  return struck;
}

/** What tells a cluster from another, as far as it exists: each thing by its name. */
type Identity = Readonly<Record<string, string>>;

const described = (identity: Identity = {}): string =>
  Object.keys(identity).length === 0 ? 'nothing existed yet' : `existed: ${Object.keys(identity).join(', ')}`;

async function identityOf({ lab }: Stage, { nodes, topology }: Cluster): Promise<Identity> {
  const masters = nodes.filter((node) => node.role === 'master').map((node) => node.name);
  const etcd = `${etcdctl(topology, 'endpoint', 'status', '-w', 'json')} 2>/dev/null | grep -o '"cluster_id":[0-9]*'`;
  const kubectl = '/opt/barque/bin/kubectl --kubeconfig /etc/kubernetes/admin.conf --request-timeout=5s';
  const questions = [
    ...masters.map((node) => ['authority', node, 'sha256sum </etc/kubernetes/pki/ca.crt'] as const),
    ...masters.map((node) => ["etcd's cluster", node, etcd] as const),
    ...masters.map(
      (node) => ['kube-system', node, `${kubectl} get namespace kube-system -o 'jsonpath={.metadata.uid}'`] as const,
    ),
  ];
  const answers = await Promise.all(
    questions.map(async ([what, node, command]) => {
      const answer = await onNode(lab, node, `{ ${command}; } 2>/dev/null || :`);
      return [`${what} on ${node}`, answer.trim()] as const;
    }),
  );
  return Object.fromEntries(answers.filter(([, answer]) => answer !== ''));
}
