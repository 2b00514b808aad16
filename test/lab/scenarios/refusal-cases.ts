import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { entriesIn, forgetHostKey, linesOf, openHostKeys } from '../../../electron/engine/transport/host-keys.ts';
import { entriesFor } from '../../../electron/engine/transport/known-hosts.ts';
import type { ProblemCode } from '../../../shared/problems/problem.ts';
import { cut, inLab, labSpec, mend, networks, onNode, virtualAddress } from '../lab.ts';
import { lastWords } from './barque.ts';
import { damagedCopy } from './damaged-bundle.ts';
import type { Operator, Spec } from './operator.ts';
import type { Cluster } from './proofs.ts';
import type { Stage } from './stage.ts';

/** Something amiss that `apply` must refuse before it changes anything. */
export interface Refusal {
  readonly amiss: string;
  readonly code: ProblemCode;
  /** The host that the problem must name; a bundle, a spec and the operator's clock have none. */
  readonly host?: RegExp;
  /** Makes it amiss; gives the operator who then applies. */
  readonly arrange: (on: Ground) => Promise<Operator>;
  /** Makes it good again. */
  readonly mend?: (on: Ground) => Promise<unknown>;
  /** A module that barque's node loads first. */
  readonly preload?: string;
}

/** Nodes without a cluster, and an operator with a workspace that is not there yet. */
export interface Ground {
  readonly stage: Stage;
  readonly cluster: Cluster;
  readonly operator: Operator;
}

type Arrange = Refusal['arrange'];

const withSpec =
  (change: Partial<Spec>): Arrange =>
  async ({ cluster, operator }) => {
    await operator.writeSpec({ ...labSpec(cluster.nodes), ...change });
    return operator;
  };
const withSecrets =
  (change: Readonly<Record<string, string>>): Arrange =>
  async ({ stage, operator }) => {
    const secrets: unknown = JSON.parse(await readFile(operator.secrets, 'utf8'));
    const path = join(await stage.directory(), 'secrets.json');
    await writeFile(path, JSON.stringify(Object.assign({}, secrets, change)), { mode: 0o600 });
    return operator.with({ secrets: path });
  };
const onHost =
  (node: string, command: string): Arrange =>
  async ({ stage, operator }) => {
    await onNode(stage.lab, node, command);
    return operator;
  };

const vip = `${virtualAddress(1)}/24`;

export const refusals: readonly Refusal[] = [
  { amiss: 'a wrong password', code: 'ssh.login-refused', host: /^[mw]\d$/, arrange: withSecrets({ ssh: 'wrong' }) },
  { amiss: 'a wrong sudo password', code: 'root.refused', host: /^[mw]\d$/, arrange: withSecrets({ sudo: 'wrong' }) },
  {
    amiss: 'a host that cannot be reached',
    code: 'ssh.unreachable',
    host: /^w1$/,
    arrange: async ({ stage, operator }) => cut(stage.lab, 'w1').then(() => operator),
    mend: ({ stage }) => mend(stage.lab, 'w1'),
  },
  {
    amiss: 'a changed host key',
    code: 'ssh.host-key-changed',
    host: /^m3$/,
    arrange: async ({ cluster, operator }) => {
      const planned = await operator.run('plan');
      assert.equal(planned.status, 0, lastWords(planned));
      await pinWrongly(join(operator.workspace, 'known_hosts'), cluster);
      return operator;
    },
  },
  {
    amiss: 'a duplicate host name',
    code: 'check.hostname-duplicate',
    host: /^m2$/,
    arrange: onHost('m2', 'hostname m1'),
    mend: ({ stage }) => onNode(stage.lab, 'm2', 'hostname m2'),
  },
  {
    amiss: 'a virtual address that a stranger has',
    code: 'check.vip-taken',
    host: /^[mw]\d$/,
    arrange: ({ stage, operator }) => inLab(stage.lab, ['ip', 'address', 'add', vip, 'dev', 'br0']).then(() => operator),
    mend: async (ground) => {
      await inLab(ground.stage.lab, ['ip', 'address', 'delete', vip, 'dev', 'br0']);
      await forgetAddress(ground);
    },
  },
  {
    amiss: 'a virtual address that a node has already',
    code: 'check.vip-on-node',
    host: /^w1$/,
    arrange: onHost('w1', `ip address add ${vip} dev eth0`),
    mend: async (ground) => {
      await onNode(ground.stage.lab, 'w1', `ip address delete ${vip} dev eth0`);
      await forgetAddress(ground);
    },
  },
  {
    amiss: 'a podSubnet that overlaps a network of a node',
    code: 'check.network-overlap',
    host: /^m1$/,
    arrange: withSpec({ network: { podSubnet: `${networks[1]}.0/16` } }),
  },
  {
    amiss: 'a podSubnet that holds the nodes themselves',
    code: 'spec.address-in-network',
    arrange: withSpec({ network: { podSubnet: `${networks[0]}.0/16` } }),
  },
  {
    amiss: "the operator's clock an hour ahead",
    code: 'check.operator-clock',
    preload: join(import.meta.dirname, 'shift-clock.mjs'),
    arrange: ({ operator }) => Promise.resolve(operator),
  },
  {
    amiss: 'a bundle with one flipped bit',
    code: 'bundle.blob-corrupt',
    arrange: async ({ stage, operator }) =>
      operator.with({ bundle: await damagedCopy(operator.bundle, await stage.directory()) }),
  },
  {
    amiss: 'a version that the bundle does not hold',
    code: 'bundle.version-missing',
    arrange: withSpec({ kubernetes: { version: '1.35.4' } }),
  },
];

/** A node counts a neighbour that it has just heard of as there, for half a minute. */
async function forgetAddress({ stage, cluster }: Ground): Promise<void> {
  const flush = `ip neighbour flush to ${virtualAddress(1)}`;
  await Promise.all(cluster.nodes.map((node) => onNode(stage.lab, node.name, flush)));
}

/** Has m3 pinned by m1's key. */
async function pinWrongly(knownHosts: string, { nodes }: Cluster): Promise<void> {
  const entries = entriesIn(await linesOf(knownHosts));
  const hostId = (name: string) => `[${nodes.find((node) => node.name === name)?.addresses[0] ?? ''}]:22`;
  const [m1] = entriesFor(entries, hostId('m1'));
  assert.ok(m1 && entriesFor(entries, hostId('m3')).length > 0, 'not pinned at first contact');
  await forgetHostKey(knownHosts, hostId('m3'));
  await (await openHostKeys(knownHosts)).pin(hostId('m3'), m1.type, m1.key);
}
