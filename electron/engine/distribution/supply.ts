import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Chain, chainOf, type Held, type Road } from '../../../shared/distribution/chain.ts';
import type { Blobs } from '../resources/context.ts';
import { onAbort } from '../transport/abort.ts';
import type { KeyPair } from '../transport/ssh-key-pair.ts';
import { relays, stored } from './relay-verbs.ts';
import { carry, type ChainEnd, type Member } from './transfer.ts';

/** Where a host has blobs from: from its own store, or from the operator's machine, as if there were no supply; and why, if there is a reason. */
export type Source = { readonly from: 'store' } | { readonly from: 'operator'; readonly why?: string | undefined };

/** What brings the hosts of a run the blobs that they lack, in the background. */
export interface Supply {
  /** Waits until the host has all of these, or never will. `progress` is told how many bytes of them have arrived. */
  readonly arrived: (
    host: string,
    digests: readonly string[],
    signal: AbortSignal,
    progress?: (bytes: number) => void,
  ) => Promise<Source>;
  /** Ends it, and takes back from every host what it was trusted with. */
  readonly close: () => Promise<void>;
}

/** What is supplied: to whom, in what order, over which ways. */
export interface Supplies {
  readonly members: ReadonlyMap<string, Member>;
  readonly wants: ReadonlyMap<string, readonly string[]>;
  readonly blobs: Blobs;
  readonly key: KeyPair;
  readonly senders: ReadonlySet<string>;
  readonly receivers: ReadonlySet<string>;
}

interface Waiter {
  readonly host: string;
  readonly digests: readonly string[];
  readonly tell: (source: Source) => void;
  readonly progress: ((bytes: number) => void) | undefined;
}

/** Milliseconds between two looks at the stores (each costs a host some), and what a host may take to answer. */
const lookEvery = (hosts: number): number => Math.max(400, 100 * hosts);
const ANSWER = 10_000;
/** Looks without a byte that has arrived anywhere, after which a chain is given up; and looks for it to be ready. */
const [STALLED, PATIENCE] = [150, 75];

/** Brings blobs by chains, one after the other, until nobody lacks anything or nothing works any more. */
export class ChainSupply implements Supply {
  readonly #supplies: Supplies;
  readonly #held = new Map<string, ReadonlyMap<string, Held>>();
  /** Hosts that are served from the operator's machine, and why. */
  readonly #direct = new Map<string, string>();
  /** Those of them that did not answer: who asks for blobs of such a host has reached it again. */
  readonly #lost = new Set<string>();
  readonly #blocked: [string, string][] = [];
  readonly #ready = new Set<string>();
  readonly #waiters = new Set<Waiter>();
  readonly #closing = new AbortController();
  readonly #signal: AbortSignal;
  #running = false;
  #ended: Promise<void> = Promise.resolve();

  constructor(supplies: Supplies, signal: AbortSignal) {
    this.#supplies = supplies;
    this.#signal = AbortSignal.any([signal, this.#closing.signal]);
    this.#start();
  }

  #start(): void {
    this.#running = true;
    const end = () => {
      this.#running = false;
      for (const waiter of [...this.#waiters]) this.#tell(waiter);
    };
    this.#ended = this.#run(this.#signal).then(end, end);
  }

  arrived: Supply['arrived'] = (host, digests, signal, progress) =>
    new Promise((resolve, reject) => {
      const wanted = new Set(this.#supplies.wants.get(host));
      const supplied = digests.filter((digest) => wanted.has(digest));
      if (supplied.length < digests.length || digests.length === 0) {
        resolve({ from: 'operator' });
        return;
      }
      if (this.#lost.delete(host) && !this.#signal.aborted) {
        this.#direct.delete(host);
        if (!this.#running) this.#start();
      }
      const waiter: Waiter = {
        host,
        digests,
        progress,
        tell: (source) => {
          stop();
          this.#waiters.delete(waiter);
          resolve(source);
        },
      };
      const stop = onAbort(signal, (reason) => {
        this.#waiters.delete(waiter);
        reject(reason);
      });
      this.#waiters.add(waiter);
      this.#tell(waiter);
    });

  close = async (): Promise<void> => {
    this.#closing.abort();
    await this.#ended;
    await Promise.allSettled(
      [...this.#supplies.members.values()].map(({ node, user }) => node.ask([relays(user)], AbortSignal.timeout(ANSWER))),
    );
  };

  async #run(signal: AbortSignal): Promise<void> {
    const { wants, members, blobs, key, senders, receivers } = this.#supplies;
    const sizes = new Map([...wants.values()].flat().map((digest) => [digest, blobs.size(digest)]));
    for (let round = 0, blameless = 0; round < 2 * wants.size + 4 && blameless < 3; round++) {
      await this.#look(undefined, signal);
      const left = new Map([...wants].filter(([host]) => !this.#direct.has(host)));
      const road: Road = { senders, receivers, blocked: this.#blocked };
      const chain = chainOf({ wants: left, sizes, held: this.#held }, road);
      if (chain === undefined) return;
      const [head, second] = chain.links;
      if (head && !second && head.items.some(({ source }) => source === 'wire')) {
        this.#serveDirectly(head.host, 'no other host can hand on to it, or be handed to');
        continue;
      }
      const token = randomBytes(16).toString('hex');
      const ready = (hosts: readonly string[], abort: AbortSignal) => this.#untilReady(token, hosts, abort);
      const watching = new AbortController();
      const moving = AbortSignal.any([signal, watching.signal]);
      const watch = this.#watch(chain, token, moving);
      const carried = carry(chain, { members, blobs, key, token, ready }, moving);
      const end = await Promise.race([carried, watch]).finally(() => {
        watching.abort();
        carried.catch(() => undefined);
      });
      signal.throwIfAborted();
      if (end === undefined || !this.#blame(chain, end)) blameless += end?.every((part) => part?.how === 'done') ? 0 : 1;
    }
  }

  /** Asks every host that is still in it what its store has; one that does not answer is out of it. */
  async #look(token: string | undefined, signal: AbortSignal): Promise<void> {
    const asked = [...this.#supplies.members].filter(([host]) => !this.#direct.has(host));
    await Promise.all(
      asked.map(async ([host, { node }]) => {
        try {
          const [{ held, ready }] = await node.ask([stored(token)], AbortSignal.any([signal, AbortSignal.timeout(ANSWER)]));
          this.#held.set(host, held);
          if (ready && token !== undefined) this.#ready.add(`${token} ${host}`);
        } catch (error) {
          signal.throwIfAborted();
          if (token !== undefined) return;
          this.#lost.add(host);
          this.#serveDirectly(host, error instanceof Error ? error.message : 'it does not answer');
        }
      }),
    );
    for (const waiter of [...this.#waiters]) this.#tell(waiter);
  }

  /** Looks while a chain is under way; ends, having blamed somebody, where nothing moves any more. */
  async #watch({ links }: Chain, token: string, signal: AbortSignal): Promise<undefined> {
    let [before, still] = [-1, 0];
    while (still < STALLED) {
      await sleep(lookEvery(links.length), undefined, { signal });
      await this.#look(token, signal);
      const bytes = links.map(({ host, items }) =>
        this.#bytesOf(
          host,
          items.map(({ digest }) => digest),
        ),
      );
      const sum = bytes.reduce((a, b) => a + b, 0);
      still = sum === before ? still + 1 : 0;
      before = sum;
      const behind = bytes.findIndex((of, i) => i > 0 && of < (bytes[i - 1] ?? 0));
      if (still === STALLED) this.#block(links[behind - 1]?.host ?? links[0]?.host, links[behind]?.host ?? links[1]?.host);
    }
    return undefined;
  }

  async #untilReady(token: string, hosts: readonly string[], signal: AbortSignal): Promise<void> {
    const missing = () => hosts.filter((host) => !this.#ready.has(`${token} ${host}`));
    for (let looks = 0; missing().length > 0; looks++) {
      if (looks > PATIENCE) {
        for (const host of missing()) this.#serveDirectly(host, 'it was not ready to be fed');
        throw new Error('not ready');
      }
      await this.#look(token, signal);
      if (missing().length > 0) await sleep(100, undefined, { signal });
    }
  }

  /** Draws conclusions from a chain's end; whether there were any. */
  #blame({ links }: Chain, end: ChainEnd): boolean {
    let blamed = false;
    for (const [i, { host }] of links.entries()) {
      const part = end[i];
      if (part?.how === 'own') this.#serveDirectly(host, part.said);
      if (part?.how === 'next') this.#block(host, links[i + 1]?.host, part.said);
      blamed ||= part?.how === 'own' || part?.how === 'next';
    }
    return blamed;
  }

  /** A way that did not work is not tried again; a host that two could not hand to is served from here. */
  #block(from: string | undefined, to: string | undefined, why = 'nothing arrives there'): void {
    if (from === undefined || to === undefined) return;
    this.#blocked.push([from, to]);
    if (this.#blocked.filter(([, other]) => other === to).length > 1) this.#serveDirectly(to, `${from}: ${why}`);
  }

  #serveDirectly(host: string, why: string): void {
    if (!this.#direct.has(host)) this.#direct.set(host, why);
    for (const waiter of [...this.#waiters]) this.#tell(waiter);
  }

  #bytesOf(host: string, digests: readonly string[]): number {
    const held = this.#held.get(host);
    return digests.reduce((sum, digest) => sum + Math.min(held?.get(digest)?.bytes ?? 0, this.#supplies.blobs.size(digest)), 0);
  }

  #tell({ host, digests, tell, progress }: Waiter): void {
    const held = this.#held.get(host);
    progress?.(this.#bytesOf(host, digests));
    if (digests.every((digest) => held?.get(digest)?.complete)) tell({ from: 'store' });
    else if (!this.#running || this.#direct.has(host)) tell({ from: 'operator', why: this.#direct.get(host) });
  }
}
