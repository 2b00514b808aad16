import { describe, expect, it } from 'vitest';
import { nodesFor, virtualAddress } from './topology.ts';

describe("the lab's nodes", () => {
  it('have addresses by role, number and card, none of them twice', () => {
    const nodes = nodesFor({ masters: 3, workers: 2, cards: 2 });
    expect(nodes.map((node) => node.name)).toEqual(['m1', 'm2', 'm3', 'w1', 'w2']);
    expect(nodes[4]).toEqual({ name: 'w2', role: 'worker', addresses: ['10.77.0.22', '10.78.0.22'] });
    const addresses = [...nodes.flatMap((node) => node.addresses), virtualAddress(1), virtualAddress(2)];
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it.each([
    [0, 1],
    [10, 1],
    [3, 201],
  ])('are not %i masters and %i workers', (masters, workers) => {
    expect(() => nodesFor({ masters, workers, cards: 1 })).toThrow('1 to 9 masters');
  });
});
