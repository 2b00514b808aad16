import { describe, expect, it } from 'vitest';
import { containerConfig } from './container.ts';
import { nodesFor } from './topology.ts';

const places = { tree: '/cache/tree', directory: '/lab/nodes/m1', cgroup: 'lab', cgroupVersion: 1 } as const;
const [m1] = nodesFor({ masters: 1, workers: 0, cards: 2 });
if (!m1) throw new Error('no node');
const lines = containerConfig(m1, places).split('\n');

describe("a node's configuration", () => {
  it('has a card on each network, by which the operator can cut it', () => {
    expect(lines).toEqual(
      expect.arrayContaining([
        ...['lxc.net.0.link = br0', 'lxc.net.0.veth.pair = m1e0', 'lxc.net.0.ipv4.address = 10.77.0.11/24'],
        ...['lxc.net.1.link = br1', 'lxc.net.1.veth.pair = m1e1', 'lxc.net.1.ipv4.address = 10.78.0.11/24'],
      ]),
    );
  });

  it('gives a card the same hardware address each time', () => {
    expect(lines).toContain('lxc.net.0.hwaddr = 02:00:0a:4d:00:0b');
  });

  it('keeps the directories in which containerd makes overlays off the overlay', () => {
    expect(lines).toContain('lxc.rootfs.path = overlay:/cache/tree:/lab/nodes/m1/upper');
    expect(lines).toContain('lxc.mount.entry = /lab/nodes/m1/disks/var var none bind,create=dir 0 0');
  });

  it('asks for devices as the version of cgroups has it', () => {
    expect(lines).toContain('lxc.cgroup.devices.allow = a');
    expect(containerConfig(m1, { ...places, cgroupVersion: 2 })).toContain('lxc.cgroup2.devices.allow = a');
  });
});
