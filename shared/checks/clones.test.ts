import { expect, test } from 'vitest';
import { found, params } from '../../test/fixtures/findings.ts';
import { clones } from './clones.ts';

test('hosts with one machine-id: all but the first are told of', () => {
  const facts = { m1: { machineId: 'x' }, m2: { machineId: 'x' }, w1: { machineId: 'x' } };
  expect(found(clones, { facts })).toEqual(['blocker m2 check.machine-id-duplicate', 'blocker w1 check.machine-id-duplicate']);
  expect(params(clones, { facts })[0]).toEqual({ machineId: 'x', nodes: ['m1', 'm2', 'w1'] });
});

test('hosts without a machine-id are no clones of each other', () => {
  expect(found(clones, { facts: { m1: { machineId: '' }, m2: { machineId: '' } } })).toEqual([]);
});
