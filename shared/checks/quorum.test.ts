import { expect, test } from 'vitest';
import { found, params } from '../../test/fixtures/findings.ts';
import { quorum } from './quorum.ts';

test.each([
  [1, 0],
  [2, 0],
  [4, 1],
  [6, 2],
])('%i masters are a warning: they survive the loss of %i', (masters, survives) => {
  expect(found(quorum, { masters })).toEqual(['warning - check.quorum']);
  expect(params(quorum, { masters })).toEqual([{ members: masters, survives }]);
});

test.each([3, 5, 7])('%i masters are a good quorum', (masters) => {
  expect(found(quorum, { masters })).toEqual([]);
});
