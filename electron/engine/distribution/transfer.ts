import { setTimeout as sleep } from 'node:timers/promises';
import { type Chain, operatorBytes } from '../../../shared/distribution/chain.ts';
import { layout } from '../../../shared/model/layout.ts';
import type { Payload } from '../node/ask.ts';
import type { Node } from '../node/node.ts';
import { put } from '../node/verbs.ts';
import type { Blobs } from '../resources/context.ts';
import type { KeyPair } from '../transport/ssh-key-pair.ts';
import { type Hop, itemList, knownHosts, sshConfig } from './hop-documents.ts';
import { relay, type RelayEnd } from './relay-verbs.ts';

/** A host that can be part of a chain. */
export interface Member extends Hop {
  readonly node: Node;
  /** Where its connections to others may come from. */
  readonly from: readonly string[];
}

/** How each host's part of a chain ended; undefined where the host itself was lost. */
export type ChainEnd = readonly (RelayEnd | undefined)[];

/** What a chain needs while it is carried out. */
export interface Carriage {
  readonly members: ReadonlyMap<string, Member>;
  readonly blobs: Blobs;
  readonly key: KeyPair;
  /** Names this chain on the hosts: hexadecimal, and never twice. */
  readonly token: string;
  /** Resolves once every host that is to be fed can be. @throws where that is not so in time */
  readonly ready: (hosts: readonly string[], signal: AbortSignal) => Promise<void>;
}

/** How long the others may take to tell their end once the first has failed, in milliseconds. */
const AFTERMATH = 2_000;

/**
 * Carries a chain out: every host is given its list, the next host's name and the run's key, is ready to be fed, and then all begin at
 * once. When one fails, the others are ended: what has arrived stays, and another chain goes on there.
 */
export async function carry(chain: Chain, carriage: Carriage, signal: AbortSignal): Promise<ChainEnd> {
  const { links } = chain;
  const over = new AbortController();
  const all = AbortSignal.any([signal, over.signal]);
  const ready = carriage.ready(
    links.slice(1).map(({ host }) => host),
    all,
  );
  ready.catch(() => over.abort());
  const parts = links.map(async (_, i): Promise<RelayEnd | undefined> => {
    try {
      return await takePart(chain, i, carriage, ready, all);
    } catch {
      return over.signal.aborted ? { how: 'early', said: '' } : undefined;
    }
  });
  const failed = Promise.race(
    parts.map(async (part) => ((await part)?.how === 'done' ? new Promise<never>(() => undefined) : 'failed')),
  );
  const ended = Promise.all(parts);
  try {
    await Promise.race([ended, failed]);
    await Promise.race([ended, sleep(AFTERMATH, undefined, { signal: all })]);
  } catch {
    // aborted while the others were waited for
  } finally {
    over.abort();
  }
  signal.throwIfAborted();
  return await ended;
}

async function takePart(
  chain: Chain,
  at: number,
  carriage: Carriage,
  ready: Promise<void>,
  signal: AbortSignal,
): Promise<RelayEnd> {
  const { members, key, token, blobs } = carriage;
  const link = chain.links[at];
  const [self, before, next] = [at, at - 1, at + 1].map((i) => members.get(chain.links[i]?.host ?? ''));
  if (!link || !self) throw new Error(`the chain names ${link?.host ?? 'nobody'}, which is no member`);
  const directory = `${layout.run}/relay.${token}`;
  const file = (name: string, text: string) => put(`${directory}/${name}`, 0o600, Buffer.from(text), 'own');
  const hop = next
    ? [file('key', key.private), file('known_hosts', knownHosts(next)), file('config', sshConfig(next, directory))]
    : [];
  await self.node.ask([file('items', itemList(link.items)), ...hop], signal);
  const feeder = before && { user: self.user, from: before.from, key: key.public.trim() };
  const size = 1 + (before ? 0 : operatorBytes(chain));
  const payload: Payload = {
    size,
    open: async function* () {
      await ready;
      yield Buffer.from('.');
      if (before) return;
      for (const { digest, from, source } of link.items) if (source === 'wire') yield* tail(blobs.open(digest), from);
    },
  };
  const [end] = await self.node.ask([relay(token, feeder, payload)], signal);
  return end;
}

/** What comes after so many bytes. */
async function* tail(chunks: AsyncIterable<Buffer>, from: number): AsyncGenerator<Buffer, void> {
  let skip = from;
  for await (const chunk of chunks) {
    if (chunk.length > skip) yield chunk.subarray(skip);
    skip = Math.max(0, skip - chunk.length);
  }
}
