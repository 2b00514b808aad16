import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, networkAround, overlaps, toAddress, toNumber } from './networks.ts';

const address = fc.nat(2 ** 32 - 1).map(toAddress);
const network = fc.tuple(address, fc.nat(32)).map(([a, prefix]) => `${a}/${prefix}`);

/** Networks of at most 64 addresses in a space of 256, so that all of their addresses can be written out. */
const small = fc.tuple(fc.nat(255), fc.integer({ min: 26, max: 32 })).map(([n, prefix]) => ({ n, prefix }));
const addressesOf = ({ n, prefix }: { n: number; prefix: number }): Set<number> => {
  const size = 2 ** (32 - prefix);
  const first = n - (n % size);
  return new Set(Array.from({ length: size }, (_, i) => first + i));
};
const cidrOf = ({ n, prefix }: { n: number; prefix: number }) => `10.9.8.${n}/${prefix}`;

describe('networks', () => {
  test('overlap is symmetric, and every network overlaps itself', () => {
    fc.assert(
      fc.property(network, network, (a, b) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        expect(overlaps(a, a)).toBe(true);
      }),
    );
  });

  test('the network around an address is that of all its addresses, and has no host bits', () => {
    fc.assert(
      fc.property(small, ({ n, prefix }) => {
        const [first = 0, ...others] = [...addressesOf({ n, prefix })].map((one) => networkAround(cidrOf({ n: one, prefix })));
        expect(new Set(others)).toEqual(new Set(others.length > 0 ? [first] : []));
        expect(first).toBe(`10.9.8.${Math.min(...addressesOf({ n, prefix }))}/${prefix}`);
      }),
    );
    expect(networkAround('10.90.1.2/16')).toBe('10.90.0.0/16');
    expect(networkAround('203.0.113.9/0')).toBe('0.0.0.0/0');
  });

  test('overlap is what writing out all addresses says', () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        const ofB = addressesOf(b);
        expect(overlaps(cidrOf(a), cidrOf(b))).toBe([...addressesOf(a)].some((n) => ofB.has(n)));
      }),
      { numRuns: 500 },
    );
  });

  test('an address lies in every network that is written with it, and in that of all addresses', () => {
    fc.assert(
      fc.property(address, fc.nat(32), address, (a, prefix, other) => {
        expect(contains(`${a}/${prefix}`, a)).toBe(true);
        expect(contains('0.0.0.0/0', other)).toBe(true);
        expect(contains(`${a}/32`, other)).toBe(a === other);
      }),
    );
  });

  test('addresses as numbers keep their order', () => {
    expect(toNumber('0.0.0.0')).toBe(0);
    expect(toNumber('10.0.1.2')).toBe(10 * 2 ** 24 + 258);
    expect(toNumber('255.255.255.255')).toBe(2 ** 32 - 1);
  });

  test('neighbours share no address', () => {
    expect(overlaps('10.244.0.0/16', '10.245.0.0/16')).toBe(false);
    expect(overlaps('10.0.0.0/25', '10.0.0.128/25')).toBe(false);
    expect(overlaps('10.0.0.7/24', '10.0.0.200/30')).toBe(true);
  });
});
