import { expect, test } from 'vitest';
import { emptyNode } from '../../shared/draft/draft.ts';
import type { HostFacts } from '../../shared/model/facts.ts';
import { rememberedHosts, unansweredHosts, type HostState } from './hosts.ts';

const facts: HostFacts = {
  hostname: 'm1',
  machineId: 'a',
  os: { id: 'debian', version: '12', name: 'Debian' },
  kernel: '6.1.0',
  arch: 'amd64',
  cpus: 2,
  memoryBytes: 1,
  swapBytes: 0,
  cgroup: 'v2',
  systemd: true,
  selinux: 'absent',
  firewalls: [],
  cards: [],
  listeners: [],
  clockMs: 0,
  skewMs: 0,
  mounts: [],
  programs: [],
  present: [],
  answering: [],
};

test('what a registry said is forgotten, and nothing else of the hosts', () => {
  const before = new Map<string, HostState>([
    ['m1', { state: 'known', facts: { ...facts, registry: { outcome: 'served', detail: '' } } }],
    ['m2', { state: 'known', facts }],
    ['m3', { state: 'connecting' }],
  ]);
  const after = unansweredHosts(before);
  expect(after.get('m1')).toEqual({ state: 'known', facts });
  for (const name of ['m2', 'm3']) expect(after.get(name)).toBe(before.get(name));
});

test('hosts of an earlier survey are remembered as long as they are at the same address', () => {
  const nodes = [
    { ...emptyNode('n1'), name: 'a', address: ' 10.0.0.1' },
    { ...emptyNode('n2'), name: 'b', address: '10.0.0.9' },
  ];
  const seen = ['a', 'b', 'c'].map((host, i) => ({ host, address: `10.0.0.${i + 1}`, facts }));
  expect([...rememberedHosts(nodes, seen)]).toEqual([['a', { state: 'known', facts }]]);
});
