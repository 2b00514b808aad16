import { expect, test } from 'vitest';
import type { HostFacts } from '../../shared/model/facts.ts';
import { unansweredHosts, type HostState } from './hosts.ts';

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
