import { expect, test } from 'vitest';
import { isChainWorth, isWorthMeasuring } from './worth.ts';

const megabyte = 1_000_000;
const ordinary = { direct: 1_000 * megabyte, once: 300 * megabyte };

test.each([
  ['four nodes on a gigabit line', ordinary, 110, false],
  ['four nodes over 100 Mbit/s', ordinary, 12, true],
  ['fifty nodes on a gigabit line', { direct: 15_000 * megabyte, once: 300 * megabyte }, 110, true],
  ['one node over a line that is very slow', { direct: 300 * megabyte, once: 300 * megabyte }, 0.1, false],
])('%s', (_, load, rate, chain) => {
  expect(isChainWorth(load, rate * megabyte)).toBe(chain);
});

test('a few megabytes to be sent twice are not worth a look at the line', () => {
  expect(isWorthMeasuring({ direct: 20 * megabyte, once: 10 * megabyte })).toBe(false);
  expect(isWorthMeasuring(ordinary)).toBe(true);
});
