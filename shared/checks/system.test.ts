import { describe, expect, test } from 'vitest';
import { found, params } from '../../test/fixtures/findings.ts';
import { clusterUid, specOf } from '../../test/fixtures/site.ts';
import type { HostFacts } from '../model/facts.ts';
import { system } from './system.ts';

const mount = (path: string, freeBytes: number) => ({ path, type: 'ext4', sizeBytes: 1e11, freeBytes });

describe('the host itself', () => {
  const faults: readonly (readonly [string, Partial<HostFacts>, string])[] = [
    ['no systemd', { systemd: false }, 'blocker m1 check.no-systemd'],
    ['another architecture', { arch: 'arm64' }, 'blocker m1 check.arch'],
    ['a firewall', { firewalls: ['firewalld'] }, 'blocker m1 check.firewall'],
    ['SELinux that enforces', { selinux: 'enforcing' }, 'warning m1 check.selinux'],
  ];
  test.each(faults)('%s', (_, facts, expected) => {
    expect(found(system, { facts: { m1: facts } })).toEqual([expected]);
  });

  test('a master needs two processors and 1700 MiB, as kubeadm counts; a worker may have less', () => {
    const small = { cpus: 1, memoryBytes: 1700 * 2 ** 20 - 1 };
    expect(found(system, { facts: { m1: small, w1: small } })).toEqual(['blocker m1 check.cpus', 'blocker m1 check.memory']);
    expect(params(system, { facts: { m1: small } })[1]).toEqual({ foundMb: 1699, expectedMb: 1700 });
    expect(found(system, { facts: { m1: { cpus: 2, memoryBytes: 1700 * 2 ** 20 } } })).toEqual([]);
  });

  test("space is that of the file system which holds containerd's data", () => {
    const mounts = [mount('/', 4.99e9), mount('/var/lib/barque', 9e10)];
    expect(found(system, { facts: { m1: { mounts } } })).toEqual([]);
    expect(params(system, { facts: { m1: { mounts: mounts.slice(0, 1) } } })).toEqual([
      { path: '/var/lib/barque/containerd', freeGb: 4.9, expectedGb: 5 },
    ]);
    // a name that only begins alike is another file system
    expect(found(system, { facts: { m1: { mounts: [mount('/', 9e10), mount('/var/lib/barq', 0)] } } })).toEqual([]);
    expect(
      found(system, { spec: { storage: { root: '/data' } }, facts: { m1: { mounts: [...mounts, mount('/data', 1e9)] } } }),
    ).toEqual(['blocker m1 check.space']);
  });

  test('space is not asked of a node whose images are on it already', () => {
    expect(found(system, { facts: { m1: { cluster: clusterUid, mounts: [mount('/', 1e9)] } } })).toEqual([]);
  });

  test('cgroup v1 is refused from 1.35 on, unless the spec tells the kubelet to take it', () => {
    const facts = { w1: { cgroup: 'hybrid' } } as const;
    const kubernetes = { version: '1.35.4' };
    const { merge } = specOf();
    const kubelet = { failCgroupV1: false };
    expect(found(system, { facts })).toEqual([]);
    expect(found(system, { facts, spec: { kubernetes } })).toEqual(['blocker w1 check.cgroup-v1']);
    expect(found(system, { facts, spec: { kubernetes, merge: { ...merge, kubeadm: { ...merge.kubeadm, kubelet } } } })).toEqual(
      [],
    );
  });
});
