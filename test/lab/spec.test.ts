import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { clusterSpec } from '../../shared/model/spec.ts';
import { labSpec, labSpecYaml } from './spec.ts';
import { nodesFor } from './topology.ts';

const nodes = nodesFor({ masters: 3, workers: 1, cards: 1 });

describe("the lab's spec", () => {
  it('is one that Barque takes, by default and with every option', () => {
    expect(clusterSpec.parse(load(labSpecYaml(nodes))).nodes.map((node) => [node.name, node.address, node.roles])).toEqual([
      ['m1', '10.77.0.11', ['master']],
      ['m2', '10.77.0.12', ['master']],
      ['m3', '10.77.0.13', ['master']],
      ['w1', '10.77.0.21', ['worker']],
    ]);
    const other = clusterSpec.parse(load(labSpecYaml(nodes, { as: 'root', kubernetes: '1.35.4', etcd: 'stacked' })));
    expect(other.kubernetes.version).toBe('1.35.4');
    expect(other.etcd.topology).toBe('stacked');
    expect(other.access).toEqual({ user: 'root', auth: { kind: 'key', secret: 'lab-key' }, become: { kind: 'none' } });
  });

  it('puts the cluster on the second card, and SSH on the first', () => {
    const spec = labSpec(nodesFor({ masters: 1, workers: 0, cards: 2 }), { card: 2 });
    expect(spec.nodes).toEqual([{ name: 'm1', address: '10.77.0.11', nodeAddress: '10.78.0.11', roles: ['master'] }]);
    expect(spec.endpoint).toEqual({ kind: 'keepalived', address: '10.78.0.5' });
  });

  it('refuses a second card where there is none', () => {
    expect(() => labSpec(nodes, { card: 2 })).toThrow('--cards 2');
  });
});
