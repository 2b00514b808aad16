import { expect, test } from 'vitest';
import { MemoryNode } from '../resources/memory-node.fixture.ts';
import { podNetwork } from './pod-network.ts';

const { signal } = new AbortController();
const proof = { name: 'pod-network', nodes: ['m1'], image: 'busybox', dnsDomain: 'cluster.local' } as const;

test('pods wait until the namespace of an earlier proof is gone: its removal would take them along', async () => {
  const node = new MemoryNode();
  let phase = 'Terminating';
  const applied: string[] = [];
  node.run = (argv) => {
    if (argv.includes('namespace')) return { status: 0, output: phase };
    if (argv.includes('apply')) applied.push(phase);
    return { status: 0, output: '' };
  };
  const { look } = podNetwork(node, proof);
  expect(await look(signal)).toEqual(['namespace-going: barque-proof']);
  expect(applied).toEqual([]);
  phase = '';
  await look(signal);
  await look(signal);
  expect(applied).toEqual(['']);
});
