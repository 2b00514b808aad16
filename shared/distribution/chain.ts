/** What a host's store has of a blob. `complete` once its digest was found to be right. */
export interface Held {
  readonly bytes: number;
  readonly complete: boolean;
}

/** What is to be distributed, to whom, and what is there already. */
export interface Shipment {
  /** The digests that each host is to have, those that it needs first in front; the hosts in the order of their importance. */
  readonly wants: ReadonlyMap<string, readonly string[]>;
  /** Sizes in bytes. */
  readonly sizes: ReadonlyMap<string, number>;
  /** By host and digest. */
  readonly held: ReadonlyMap<string, ReadonlyMap<string, Held>>;
}

/** Who can take part in a chain, and who could not hand on to whom. */
export interface Road {
  /** Those that can hand on to another. */
  readonly senders: ReadonlySet<string>;
  /** Those that can be handed to. */
  readonly receivers: ReadonlySet<string>;
  /** Ways that were tried and did not work. */
  readonly blocked: readonly (readonly [from: string, to: string])[];
}

/** What one host of a chain does with one blob. */
export interface Item {
  readonly digest: string;
  /** Only what comes after so many bytes moves. */
  readonly from: number;
  readonly size: number;
  /** Where it has it from: from the one before it (the first: from the operator), or from its own store. */
  readonly source: 'wire' | 'store';
  /** Whether it keeps it, or only hands it on. */
  readonly take: boolean;
  /** Whether it hands it to the one behind it. */
  readonly onward: boolean;
}

/** A row of hosts, each of which hands on what it gets while it gets it. */
export interface Chain {
  readonly links: readonly { readonly host: string; readonly items: readonly Item[] }[];
}

/**
 * The chain by which as many hosts as can be get what they lack. The operator sends each blob once, and none that the first host that
 * lacks it can have from one before it. Hosts that found no place in it are served by the next chain, or from the operator.
 * Undefined where nobody lacks anything that a chain can bring.
 */
export function chainOf(shipment: Shipment, road: Road): Chain | undefined {
  const lacking = new Map(
    [...shipment.wants].map(([host, digests]) => [host, digests.filter((d) => !isComplete(shipment, host, d))]),
  );
  const hosts = ordered(shipment, lacking, road);
  const last = hosts.findLastIndex((host) => (lacking.get(host)?.length ?? 0) > 0);
  const row = hosts.slice(0, last + 1);
  const digests = new Set(row.flatMap((host) => lacking.get(host) ?? []));
  if (digests.size === 0) return undefined;
  const items = row.map((): Item[] => []);
  for (const digest of digests) {
    const takes = row.map((host) => lacking.get(host)?.includes(digest) ?? false);
    const [first, end] = [takes.indexOf(true), takes.lastIndexOf(true)];
    const source = row.findLastIndex((host, i) => i < first && isComplete(shipment, host, digest));
    const size = shipment.sizes.get(digest) ?? 0;
    const from = Math.min(...row.flatMap((host, i) => (takes[i] ? [partOf(shipment, host, digest, size)] : [])));
    for (let i = Math.max(source, 0); i <= end; i++)
      items[i]?.push({ digest, from, size, source: i === source ? 'store' : 'wire', take: takes[i] ?? false, onward: i < end });
  }
  return { links: row.map((host, i) => ({ host, items: items[i] ?? [] })) };
}

/** The bytes that the operator sends for a chain. */
export const operatorBytes = ({ links: [head] }: Chain): number =>
  (head?.items ?? []).reduce((sum, { source, size, from }) => sum + (source === 'wire' ? size - from : 0), 0);

const isComplete = ({ held }: Shipment, host: string, digest: string): boolean => held.get(host)?.get(digest)?.complete ?? false;
const partOf = ({ held }: Shipment, host: string, digest: string, size: number): number =>
  Math.min(held.get(host)?.get(digest)?.bytes ?? 0, size);

/** Those that lack least come first, since they can give to the others; among equals, those that matter most. Who cannot hand on is last. */
function ordered(shipment: Shipment, lacking: ReadonlyMap<string, readonly string[]>, road: Road): string[] {
  const isIdle = (host: string) => (lacking.get(host) ?? []).length === 0;
  const has = (host: string) =>
    (shipment.wants.get(host) ?? []).reduce(
      (sum, d) => sum + (isComplete(shipment, host, d) ? (shipment.sizes.get(d) ?? 0) : 0),
      0,
    );
  const rest = [...shipment.wants.keys()]
    .map((host, rank) => ({ host, rank, has: has(host), sends: road.senders.has(host), idle: isIdle(host) }))
    .filter(({ host, sends, idle }) => (idle ? sends : true) && shipment.wants.has(host))
    .sort((a, b) => Number(b.sends) - Number(a.sends) || b.has - a.has || a.rank - b.rank)
    .map(({ host }) => host);
  const row: string[] = [];
  for (let tail: string | undefined; ;) {
    const at = rest.findIndex((host) => tail === undefined || canHand(road, tail, host));
    const [next] = at < 0 ? [] : rest.splice(at, 1);
    if (next === undefined) return withoutIdle(row, isIdle, road);
    row.push(next);
    tail = next;
  }
}

/** Who lacks nothing and stands between two that need nobody between them is left out. */
function withoutIdle(row: readonly string[], isIdle: (host: string) => boolean, road: Road): string[] {
  return row.reduce<string[]>((kept, host, i) => {
    const [before, after] = [kept.at(-1), row[i + 1]];
    const isLeftOut = isIdle(host) && before !== undefined && after !== undefined && canHand(road, before, after);
    return isLeftOut ? kept : [...kept, host];
  }, []);
}

const canHand = ({ senders, receivers, blocked }: Road, from: string, to: string): boolean =>
  senders.has(from) && receivers.has(to) && !blocked.some(([a, b]) => a === from && b === to);
