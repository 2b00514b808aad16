import { join } from 'node:path';
import { cable, networks, type LabNode } from './topology.ts';

export interface ContainerPlaces {
  /** The read-only file system that all nodes share. */
  readonly tree: string;
  /** The node's own directory: `upper` holds what differs from the tree, `disks/*` its data disks. */
  readonly directory: string;
  readonly cgroup: string;
  readonly cgroupVersion: 1 | 2;
}

/**
 * Directories of a node that are on the machine's own file system, because overlayfs cannot lie on overlayfs and containerd
 * wants to make some: /var holds the usual places, /data is there for a spec that sets `storage`.
 */
export const disks = ['var', 'data'] as const;

/** A card keeps its address over a power cut. (A random one udev would change during boot, after others have learnt it.) */
const hardwareAddress = (address: string): string =>
  ['02', '00', ...address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'))].join(':');

/** The configuration of a privileged LXC system container that is enough of a machine for Kubernetes. */
export function containerConfig(node: LabNode, { tree, directory, cgroup, cgroupVersion }: ContainerPlaces): string {
  const cards = node.addresses.flatMap((address, card) => [
    `lxc.net.${card}.type = veth`,
    `lxc.net.${card}.link = br${card}`,
    `lxc.net.${card}.veth.pair = ${cable(node.name, card)}`,
    `lxc.net.${card}.name = eth${card}`,
    `lxc.net.${card}.hwaddr = ${hardwareAddress(address)}`,
    `lxc.net.${card}.flags = up`,
    `lxc.net.${card}.ipv4.address = ${address}/24`,
  ]);
  const lines = [
    `lxc.uts.name = ${node.name}`,
    // A node starts in no time and shares the page cache of the tree; mounted by LXC, so nothing is left mounted here.
    `lxc.rootfs.path = overlay:${tree}:${join(directory, 'upper')}`,
    ...disks.map((disk) => `lxc.mount.entry = ${join(directory, 'disks', disk)} ${disk} none bind,create=dir 0 0`),
    'lxc.init.cmd = /sbin/init',
    'lxc.apparmor.profile = unconfined',
    'lxc.cap.drop =',
    `lxc.cgroup.dir = ${cgroup}`,
    'lxc.mount.auto = proc:rw sys:rw cgroup:rw:force',
    `lxc.${cgroupVersion === 2 ? 'cgroup2' : 'cgroup'}.devices.allow = a`,
    'lxc.autodev = 1',
    'lxc.tty.max = 1',
    'lxc.pty.max = 1024',
    'lxc.mount.entry = tmpfs run tmpfs rw,create=dir 0 0',
    'lxc.mount.entry = /dev/kmsg dev/kmsg none bind,create=file,optional 0 0',
    'lxc.mount.entry = /dev/fuse dev/fuse none bind,create=file,optional 0 0',
    ...cards,
    `lxc.net.0.ipv4.gateway = ${networks[0]}.1`,
  ];
  return `${lines.join('\n')}\n`;
}
