import { describe, expect, test } from 'vitest';
import { card, found, params } from '../../test/fixtures/findings.ts';
import { clusterUid, specOf } from '../../test/fixtures/site.ts';
import { networks } from './networks.ts';

const eth0 = card('eth0', '10.0.0.11');
const { network } = specOf();

describe("the cluster's networks and those of the hosts", () => {
  test("a pod network around a node's own", () => {
    const spec = { network: { ...network, podSubnet: '10.0.0.0/8' } };
    expect(found(networks, { workers: 0, masters: 1, spec })).toEqual(['blocker m1 check.network-overlap']);
    expect(params(networks, { workers: 0, masters: 1, spec })).toEqual([
      { which: 'podSubnet', network: '10.0.0.0/8', card: 'eth0', address: '10.0.0.0/24' },
    ]);
  });

  test('a service network that a second card is in', () => {
    const facts = { w1: { cards: [card('eth0', '10.1.0.2'), card('eth1', '10.100.3.4')] } };
    expect(params(networks, { facts })).toEqual([
      { which: 'serviceSubnet', network: '10.96.0.0/12', card: 'eth1', address: '10.100.3.0/24' },
    ]);
  });

  test('what this cluster made itself on its own nodes is no overlap; what another made is', () => {
    const made = [eth0, card('cni0', '10.244.0.1'), card('flannel.1', '10.244.0.0', 32), card('kube-ipvs0', '10.96.0.1', 32)];
    expect(found(networks, { facts: { m1: { cluster: clusterUid, cards: made } } })).toEqual([]);
    expect(found(networks, { facts: { m1: { cards: made } } })).toHaveLength(3);
    // a real card is one on a node of the cluster, too
    expect(found(networks, { facts: { m1: { cluster: clusterUid, cards: [eth0, card('eth1', '10.244.9.9')] } } })).toHaveLength(
      1,
    );
  });
});
