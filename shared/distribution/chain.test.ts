import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Chain, chainOf, type Held, operatorBytes, type Road, type Shipment } from './chain.ts';

const hosts = ['m1', 'm2', 'm3', 'w1', 'w2'];
const sizes = new Map([1, 0, 7, 300, 20, 4].map((size, i) => [`blob${i}`, size]));
const digests = [...sizes.keys()];

const wants = fc
  .tuple(...hosts.map(() => fc.subarray(digests)))
  .map((each) => new Map(hosts.map((host, i) => [host, each[i] ?? []])));
const heldOf = fc
  .tuple(...digests.map(() => fc.record({ part: fc.double({ min: 0, max: 1, noNaN: true }), complete: fc.boolean() })))
  .map(
    (each) =>
      new Map(
        digests.map((digest, i): [string, Held] => {
          const { part, complete } = each[i] ?? { part: 0, complete: false };
          const size = sizes.get(digest) ?? 0;
          return [digest, { bytes: complete ? size : Math.floor(part * size), complete }];
        }),
      ),
  );
const held = fc.tuple(...hosts.map(() => heldOf)).map((each) => new Map(hosts.map((host, i) => [host, each[i] ?? new Map()])));
const road: fc.Arbitrary<Road> = fc.record({
  senders: fc.subarray(hosts).map((some) => new Set(some)),
  receivers: fc.subarray(hosts).map((some) => new Set(some)),
  blocked: fc.array(fc.tuple(fc.constantFrom(...hosts), fc.constantFrom(...hosts)), { maxLength: 6 }),
});
const shipment: fc.Arbitrary<Shipment> = fc.record({ wants, held, sizes: fc.constant(sizes) });
const everyone: Road = { senders: new Set(hosts), receivers: new Set(hosts), blocked: [] };

const lacks = ({ wants: all, held: of }: Shipment, host: string): string[] =>
  (all.get(host) ?? []).filter((digest) => !of.get(host)?.get(digest)?.complete);

/** Follows a chain as the hosts do; what each host's store has afterwards. @throws where somebody waits for what nobody sends */
function carriedOut(of: Shipment, { links }: Chain): Map<string, Map<string, Held>> {
  const after = new Map(hosts.map((host) => [host, new Map(of.held.get(host))]));
  for (const [i, { host, items }] of links.entries()) {
    const before = links[i - 1]?.items.filter(({ onward }) => onward).map(({ digest, from }) => `${digest} ${from}`);
    const wire = items.filter(({ source }) => source === 'wire').map(({ digest, from }) => `${digest} ${from}`);
    if (before) expect(wire).toEqual(before);
    for (const { digest, from, size, source, take } of items) {
      const has = after.get(host)?.get(digest);
      if (source === 'store') expect(has?.complete).toBe(true);
      if (!take) continue;
      expect(from).toBeLessThanOrEqual(has?.bytes ?? 0);
      after.get(host)?.set(digest, { bytes: size, complete: true });
    }
  }
  return after;
}

test('what one host hands on is what the next one waits for, in the same order, and nobody gives what it does not have', () => {
  fc.assert(
    fc.property(shipment, road, (of, on) => {
      const chain = chainOf(of, on);
      if (chain) carriedOut(of, chain);
    }),
  );
});

test('where everybody can hand on, one chain is enough, and the operator sends what nobody has, once', () => {
  fc.assert(
    fc.property(shipment, (of) => {
      const chain = chainOf(of, everyone);
      const lacking = hosts.filter((host) => lacks(of, host).length > 0);
      if (!chain) {
        expect(lacking).toEqual([]);
        return;
      }
      const after = carriedOut(of, chain);
      for (const host of hosts) expect(lacks({ ...of, held: after }, host)).toEqual([]);
      const once = [...new Set(hosts.flatMap((host) => lacks(of, host)))].reduce(
        (sum, digest) => sum + (sizes.get(digest) ?? 0),
        0,
      );
      expect(operatorBytes(chain)).toBeLessThanOrEqual(once);
    }),
  );
});

test('nobody hands to whom it cannot, or could not', () => {
  fc.assert(
    fc.property(shipment, road, (of, on) => {
      const row = chainOf(of, on)?.links.map(({ host }) => host) ?? [];
      for (const [i, host] of row.slice(0, -1).entries()) {
        expect(on.senders.has(host)).toBe(true);
        expect(on.receivers.has(row[i + 1] ?? '')).toBe(true);
        expect(on.blocked).not.toContainEqual([host, row[i + 1]]);
      }
      expect(new Set(row).size).toBe(row.length);
    }),
  );
});

const none = { held: new Map(), sizes };
const rowOf = (chain: Chain | undefined) => chain?.links.map(({ host }) => host);

test('the first master is the first, and what it needs first goes first', () => {
  const chain = chainOf(
    {
      ...none,
      wants: new Map([
        ['m1', ['blob3', 'blob0']],
        ['w1', ['blob0', 'blob2']],
      ]),
    },
    everyone,
  );
  expect(rowOf(chain)).toEqual(['m1', 'w1']);
  expect(chain?.links[0]?.items.map(({ digest, take, onward }) => [digest, take, onward])).toEqual([
    ['blob3', true, false],
    ['blob0', true, true],
    ['blob2', false, true],
  ]);
});

test('after a host in the middle is gone, those before it give, and the operator sends nothing again', () => {
  const all = new Map(digests.map((digest): [string, Held] => [digest, { bytes: sizes.get(digest) ?? 0, complete: true }]));
  const half = new Map<string, Held>([['blob3', { bytes: 150, complete: false }]]);
  const chain = chainOf(
    {
      sizes,
      wants: new Map([
        ['m1', digests],
        ['m3', digests],
        ['w1', ['blob3']],
      ]),
      held: new Map([
        ['m1', all],
        ['m3', half],
        ['w1', half],
      ]),
    },
    { ...everyone, blocked: [['m1', 'm2']] },
  );
  expect(rowOf(chain)).toEqual(['m1', 'm3', 'w1']);
  expect(chain && operatorBytes(chain)).toBe(0);
  expect(chain?.links[0]?.items.find(({ digest }) => digest === 'blob3')).toMatchObject({
    from: 150,
    source: 'store',
    take: false,
  });
});

test('who cannot hand on is the last', () => {
  const on = { ...everyone, senders: new Set(['m2', 'w1']) };
  expect(rowOf(chainOf({ ...none, wants: new Map(['m1', 'm2', 'w1'].map((host) => [host, digests])) }, on))).toEqual([
    'm2',
    'w1',
    'm1',
  ]);
});

test('nobody lacks anything: no chain', () => {
  expect(chainOf({ ...none, wants: new Map([['m1', []]]) }, everyone)).toBeUndefined();
});
