import { describe, expect, test } from 'vitest';
import { card, found, params } from '../../test/fixtures/findings.ts';
import { clusterUid } from '../../test/fixtures/site.ts';
import { endpoint } from './endpoint.ts';

const vip = '10.0.0.5';
const holding = { name: 'eth0', mac: '02:00:00:00:00:01', mtu: 1500, up: true };
const withVip = (own: string) => [
  {
    ...holding,
    addresses: [
      { address: own, prefix: 24 },
      { address: vip, prefix: 24 },
    ],
  },
];
const answers = [{ address: vip, answers: true, mac: '02:aa:00:00:00:01' }];

describe('the virtual address', () => {
  test('somebody answers to it: told once, with the MAC, though every host hears it', () => {
    const facts = { m1: { answering: answers }, m2: { answering: answers } };
    expect(found(endpoint, { facts })).toEqual(['blocker m1 check.vip-taken']);
    expect(params(endpoint, { facts })).toEqual([{ address: vip, mac: '02:aa:00:00:00:01' }]);
  });

  test('nobody answers to it', () => {
    expect(found(endpoint, { facts: { m1: { answering: [{ address: vip, answers: false }] } } })).toEqual([]);
  });

  test('a host of no cluster, or of another one, has it', () => {
    expect(found(endpoint, { facts: { w1: { cards: withVip('10.1.0.2') } } })).toEqual(['blocker w1 check.vip-on-node']);
    expect(found(endpoint, { facts: { m2: { cluster: 'other', cards: withVip('10.0.0.12') } } })).toEqual([
      'blocker m2 check.vip-on-node',
    ]);
  });

  test('a master of this cluster has it, and the others hear it: that is as it should be', () => {
    const facts = { m2: { cluster: clusterUid, cards: withVip('10.0.0.12') }, m1: { cluster: clusterUid, answering: answers } };
    expect(found(endpoint, { facts })).toEqual([]);
  });

  test("it must be in the network of every master's card; a worker's does not matter", () => {
    const nodes = { m3: { nodeAddress: '10.9.0.13' } };
    const facts = { m3: { cards: [card('eth1', '10.9.0.13')] } };
    expect(found(endpoint, { nodes, facts })).toEqual(['blocker m3 check.vip-outside']);
    expect(params(endpoint, { nodes, facts })).toEqual([{ address: vip, network: '10.9.0.0/24', card: 'eth1' }]);
  });

  test("somebody else's load balancer is not asked about", () => {
    const spec = { endpoint: { kind: 'external', address: vip, port: 6443 } } as const;
    expect(found(endpoint, { spec, facts: { m1: { answering: answers, cards: withVip('10.0.0.11') } } })).toEqual([]);
  });
});
