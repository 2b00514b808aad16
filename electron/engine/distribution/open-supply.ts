import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { layout } from '../../../shared/model/layout.ts';
import { isChainWorth, isWorthMeasuring, type Load } from '../../../shared/distribution/worth.ts';
import type { SiteNode } from '../../../shared/site/site.ts';
import type { Deployment } from '../deployment.ts';
import type { Fleet } from '../fleet.ts';
import { content } from '../node/image-verbs.ts';
import type { Node } from '../node/node.ts';
import { put, remove } from '../node/verbs.ts';
import type { Blobs } from '../resources/context.ts';
import { newKeyPair } from '../transport/ssh-key-pair.ts';
import { isPlainUser } from './hop-documents.ts';
import { needsOf } from './needs.ts';
import { relays, stored } from './relay-verbs.ts';
import { ChainSupply, type Supply } from './supply.ts';
import type { Member } from './transfer.ts';

/** What is sent to find out how fast the line is, in bytes. */
const SAMPLE = 4 * 1024 * 1024;

/** What is to be distributed: to these hosts, which are this run's, and of verified blobs. */
export interface Distribution {
  readonly nodes: readonly SiteNode[];
  readonly fleet: Pick<Fleet, 'nodes'>;
  readonly blobs: Blobs;
  /** The digests of what each host lacks, what it needs first in front; the hosts in the order of their importance. */
  readonly wants: ReadonlyMap<string, readonly string[]>;
  readonly distribution: ClusterSpec['distribution'];
}

/** Begins to supply the hosts of a deployment with what it is going to change there. */
export const openSupply = (
  deployment: Pick<Deployment, 'fleet' | 'site' | 'plan' | 'judgements' | 'bundle' | 'spec'>,
  signal: AbortSignal,
): Promise<Supply | undefined> => {
  const { fleet, site, bundle, spec } = deployment;
  const { distribution } = spec;
  return startSupply({ nodes: site.nodes, fleet, blobs: bundle, wants: needsOf(deployment), distribution }, signal);
};

/**
 * Takes back from the hosts what an earlier run may have left there, and begins to supply them where it is wanted and, for `auto`, worth
 * it; undefined where each host is to be sent to from here.
 */
export async function startSupply(
  { nodes, fleet, blobs, wants: needs, distribution }: Distribution,
  signal: AbortSignal,
): Promise<Supply | undefined> {
  const [senders, receivers, wants] = [new Set<string>(), new Set<string>(), new Map<string, readonly string[]>()];
  const members = new Map(nodes.flatMap((host) => memberOf(host, fleet.nodes.get(host.name))));
  await Promise.all(
    [...members].map(async ([name, { node, user }]) => {
      const asks = [relays(user), stored(), content(layout.containerdSocket)] as const;
      // who does not answer is in no chain; the steps on it tell why
      const answers = await node.ask(asks, signal).catch(() => undefined);
      if (!answers || !isPlainUser(user)) return;
      const [can, store, inContainerd] = answers;
      if (can.sends) senders.add(name);
      if (can.receives) receivers.add(name);
      const lacks = needs.get(name)?.filter((digest) => !inContainerd.has(digest)) ?? [];
      if (lacks.some((digest) => !store.held.get(digest)?.complete)) wants.set(name, lacks);
    }),
  );
  // the important ones first, as the needs have them, whoever answered first
  const inOrder = new Map([...needs.keys()].flatMap((host) => [[host, wants.get(host)] as const]).filter(isWanted));
  const [first] = inOrder.keys();
  if (first === undefined || inOrder.size < 2 || senders.size === 0) return undefined;
  const node = members.get(first)?.node;
  if (!node || !(await isChain(distribution, loadOf(inOrder, blobs), node, signal))) return undefined;
  return new ChainSupply({ members, wants: inOrder, blobs, key: newKeyPair(), senders, receivers }, signal);
}

const isWanted = (entry: readonly [string, readonly string[] | undefined]): entry is readonly [string, readonly string[]] =>
  entry[1] !== undefined;

function memberOf({ name, access, address, nodeAddress, port, facts }: SiteNode, node: Node | undefined): [string, Member][] {
  if (!node) return [];
  const from = [...new Set([nodeAddress, address, ...facts.cards.flatMap((card) => card.addresses.map((one) => one.address))])];
  return [
    [name, { node, user: access.user, address: nodeAddress, port, hostKeys: facts.sshHostKeys ?? [], from: from.slice(0, 16) }],
  ];
}

function loadOf(wants: ReadonlyMap<string, readonly string[]>, blobs: Blobs): Load {
  const sum = (digests: Iterable<string>) => [...digests].reduce((bytes, digest) => bytes + blobs.size(digest), 0);
  const all = [...wants.values()].flat();
  return { direct: sum(all), once: sum(new Set(all)) };
}

async function isChain(wanted: ClusterSpec['distribution'], load: Load, node: Node, signal: AbortSignal): Promise<boolean> {
  if (wanted !== 'auto') return wanted === 'chain';
  return isWorthMeasuring(load) && isChainWorth(load, await lineRate(node, signal).catch(() => Infinity));
}

/** How fast the operator's line to a host is, in bytes a second. */
async function lineRate(node: Node, signal: AbortSignal): Promise<number> {
  const path = `${layout.run}/line`;
  const from = performance.now();
  await node.ask([put(path, 0o600, Buffer.alloc(SAMPLE), 'own'), remove(path, 'own')], signal);
  return SAMPLE / ((performance.now() - from) / 1000);
}
