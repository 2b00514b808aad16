import { expect, test } from 'vitest';
import { found, params } from '../../test/fixtures/findings.ts';
import { clusterUid } from '../../test/fixtures/site.ts';
import { leftovers } from './leftovers.ts';

const present = ['/etc/kubernetes/admin.conf', '/var/lib/etcd/member', '/usr/sbin/chronyd'];

test('what another installation left is told by its paths, and nothing else that was asked for', () => {
  expect(found(leftovers, { facts: { m1: { present } } })).toEqual(['blocker m1 check.leftovers']);
  expect(params(leftovers, { facts: { m1: { present } } })).toEqual([{ paths: present.slice(0, 2) }]);
});

test('a host of another cluster is never taken over', () => {
  const facts = { m1: { cluster: 'other', present } };
  expect(found(leftovers, { facts })).toEqual(['blocker m1 check.other-cluster']);
  expect(params(leftovers, { facts })).toEqual([{ found: 'other', expected: clusterUid }]);
});

test('on its own nodes the same things are the cluster itself', () => {
  expect(found(leftovers, { facts: { m1: { cluster: clusterUid, present } } })).toEqual([]);
});
