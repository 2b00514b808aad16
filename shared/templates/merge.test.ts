import { expect, test } from 'vitest';
import { merge } from './merge.ts';

test('maps merge at every depth', () => {
  expect(merge({ a: { b: 1, c: { d: 2 } } }, { a: { c: { e: 3 } } })).toEqual({ a: { b: 1, c: { d: 2, e: 3 } } });
});

test('lists and scalars replace', () => {
  expect(merge({ a: [1, 2], b: 'x', c: { d: 1 } }, { a: [3], b: 4, c: 'flat' })).toEqual({ a: [3], b: 4, c: 'flat' });
});

test('null deletes, also in a map that is new', () => {
  expect(merge({ a: 1, b: { c: 1, d: 2 } }, { a: null, b: { c: null }, e: { f: null, g: 1 } })).toEqual({
    b: { d: 2 },
    e: { g: 1 },
  });
});

test('neither argument is changed', () => {
  const rendered = { a: { b: 1 } };
  const site = { a: { c: null, d: 1 } };
  merge(rendered, site);
  expect([rendered, site]).toEqual([{ a: { b: 1 } }, { a: { c: null, d: 1 } }]);
});

test('a key called __proto__ is a key like others', () => {
  const site = JSON.parse('{"__proto__":{"polluted":true}}') as { [key: string]: { polluted: true } };
  const merged = merge({}, site);
  expect(Object.keys(merged)).toEqual(['__proto__']);
  expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
});
