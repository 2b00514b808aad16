import { expect, test } from 'vitest';
import { byEnd } from './by-end.ts';

const certificate = (name: string, notAfter: string) => ({ name, notAfter });
const shape = (...given: Parameters<typeof byEnd<ReturnType<typeof certificate>>>) =>
  byEnd(...given).map(({ end, ending }) => [end, ending.map(({ name }) => name)]);

test('certificates by the day on which they end, the soonest first, whatever hour and zone they are written with', () => {
  const all = [
    certificate('authority', '2036-01-02T00:00:00Z'),
    certificate('late', '2027-11-23T20:00:00Z'),
    certificate('early', '2027-11-23T06:30:00Z'),
    certificate('elsewhere', '2027-11-24T01:00:00+08:00'),
  ];
  expect(shape(all)).toEqual([
    ['2027-11-23T06:30:00Z', ['late', 'early', 'elsewhere']],
    ['2036-01-02T00:00:00Z', ['authority']],
  ]);
  expect(shape([])).toEqual([]);
});
