import { expect, test } from 'vitest';
import { card, found, params } from '../../test/fixtures/findings.ts';
import { cards } from './cards.ts';

test('a node address that no card has is told with the addresses that are there (NAT)', () => {
  const facts = { m1: { cards: [card('eth0', '172.16.0.4', 20)] } };
  expect(found(cards, { facts })).toEqual(['blocker m1 check.node-address']);
  expect(params(cards, { facts })).toEqual([{ address: '10.0.0.11', card: '', cards: ['eth0 172.16.0.4/20'] }]);
});

test('it may be on any card, unless the spec names one', () => {
  const facts = { m1: { cards: [card('eth0', '172.16.0.4'), card('eth1', '10.0.0.11')] } };
  expect(found(cards, { facts })).toEqual([]);
  expect(found(cards, { facts, nodes: { m1: { interface: 'eth1' } } })).toEqual([]);
  expect(found(cards, { facts, nodes: { m1: { interface: 'eth0' } } })).toEqual(['blocker m1 check.node-address']);
});

test('the address of the cluster is asked for, where it differs from that of SSH', () => {
  const nodes = { m1: { nodeAddress: '192.168.7.1' } };
  expect(found(cards, { nodes })).toEqual(['blocker m1 check.node-address']);
  expect(found(cards, { nodes, facts: { m1: { cards: [card('eth1', '192.168.7.1')] } } })).toEqual([]);
});
