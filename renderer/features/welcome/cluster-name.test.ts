import { expect, test } from 'vitest';
import { clusterName } from './cluster-name.ts';

test.each([
  ['prod', 'prod'],
  ['  Prod-1 ', 'prod-1'],
  ['ｄｅｍｏ－１', 'demo-1'],
])('%j means %s', (typed, name) => {
  expect(clusterName(typed)).toBe(name);
});

test.each(['', ' ', '　', 'a_b', '-a', 'a-', '../../x', '集群', 'x'.repeat(64)])('%j is no name', (typed) => {
  expect(clusterName(typed)).toBeUndefined();
});
