import { expect, it } from 'vitest';
import { Rate } from './rate.ts';

it('a rate is that of the last seconds, and says what is left', () => {
  let now = 0;
  const rate = new Rate(() => now);
  rate.begin();
  expect(rate.at(0, 1000)).toEqual({ rate: 0 });
  now = 1000;
  expect(rate.at(100, 1000)).toEqual({ rate: 100, left: 9 });
  // it stands still for long: what was before does not count
  for (now = 2000; now <= 20_000; now += 1000) rate.at(100, 1000);
  expect(rate.at(100, 1000)).toEqual({ rate: 0 });
  rate.begin();
  expect(rate.at(500, 1000)).toEqual({ rate: 0 });
});
