import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, pageNames, parseRoute, screenNames, welcome, type Route } from './route.ts';

const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constantFrom<Route>(welcome, ...pageNames.map((page) => ({ page }))),
  fc.record({
    page: fc.constant('cluster' as const),
    dir: fc.string({ minLength: 1, unit: 'grapheme' }),
    step: fc.option(fc.constantFrom(...screenNames), { nil: undefined }),
  }),
  fc.record({
    page: fc.constant('cluster' as const),
    dir: fc.string({ minLength: 1, unit: 'grapheme' }),
    step: fc.constantFrom(...screenNames),
    field: fc.stringMatching(/^[\w.-]{1,64}$/),
  }),
  fc.record({
    page: fc.constant('cluster' as const),
    dir: fc.string({ minLength: 1, unit: 'grapheme' }),
    run: fc.stringMatching(/^[\w-]{1,64}$/),
  }),
);

test('every route is read back from its hash, whatever its folder is called', () => {
  fc.assert(
    fc.property(route, (r) => {
      expect(parseRoute(hashOf(r))).toEqual(r);
    }),
  );
});

test('whatever is no route is the first page or a page of the cluster', () => {
  for (const hash of ['', '#', '#/', '#/nowhere', '#/cluster', '#/cluster/', '#/cluster/%', 'javascript:alert(1)'])
    expect(parseRoute(hash)).toEqual(welcome);
  expect(parseRoute('#/cluster/%2Fa/nowhere')).toEqual({ page: 'cluster', dir: '/a', step: undefined });
  expect(parseRoute('#/cluster/%2Fa/network/%22]')).toEqual({ page: 'cluster', dir: '/a', step: 'network' });
});

test('any text has a route', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseRoute(text).page).toBeTypeOf('string');
    }),
  );
});
