import fc from 'fast-check';
import { expect, test } from 'vitest';
import { revisionOf } from './revision.ts';

// Facts: draft-eastlake-fnv, test vectors of 64-bit FNV-1a
test.each([
  ['', 'cbf29ce484222325'],
  ['a', 'af63dc4c8601ec8c'],
  ['foobar', '85944171f73967e8'],
])('the revision of %j is %s', (text, revision) => {
  expect(revisionOf(text)).toBe(revision);
});

test('different texts have different revisions', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (a, b) => {
      expect(revisionOf(a) === revisionOf(b)).toBe(a === b);
      expect(revisionOf(a)).toMatch(/^[0-9a-f]{16}$/);
    }),
  );
});
