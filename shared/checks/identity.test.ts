import { expect, test } from 'vitest';
import { found, type Change } from '../../test/fixtures/findings.ts';
import { recordFor } from '../../test/fixtures/cluster.ts';
import { specOf } from '../../test/fixtures/site.ts';
import { identity } from './identity.ts';

const standing = (facts: NonNullable<Change['facts']>): Change => ({ facts, known: { record: recordFor(specOf()) } });

test('a host that was renamed is refused: its node has the recorded name', () => {
  expect(found(identity, standing({ m1: { hostname: 'db-1' } }))).toEqual(['blocker m1 cluster.host-renamed']);
  expect(found(identity, standing({ m1: { hostname: 'M1' } }))).toEqual([]);
});

test('another machine at the same address is told, and a person may know why', () => {
  expect(found(identity, standing({ w1: { machineId: 'new' } }))).toEqual(['blocker w1 cluster.host-replaced']);
});

test('a node that is not part of a cluster yet is whoever its host is', () => {
  expect(found(identity, { facts: { m1: { hostname: 'db-1' } } })).toEqual([]);
});
