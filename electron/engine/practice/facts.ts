import type { PracticeCluster } from './cluster.ts';
import { holderOf, virtualAddressOf } from './api-server.ts';
import { containerOf } from './containers.ts';
import { layout } from '../../../shared/model/layout.ts';
import { addressIsTaken, strangerMac } from './faults.ts';
import type { Machine } from './machine.ts';
import { hasProgram } from './programs/program.ts';
import type { Helper } from './verbs.ts';

/** Files whose content is a section of its own, as `verb_facts` has them. */
const files = {
  hostname: '/proc/sys/kernel/hostname',
  'machine-id': '/etc/machine-id',
  'product-uuid': '/sys/class/dmi/id/product_uuid',
  'os-release': '/etc/os-release',
  kernel: '/proc/sys/kernel/osrelease',
  memory: '/proc/meminfo',
  swaps: '/proc/swaps',
  mounts: '/proc/mounts',
  'ssh-ed25519': '/etc/ssh/ssh_host_ed25519_key.pub',
} as const;

/** The verb `facts`: MARK (PROGRAM|/PATH|ADDRESS)... */
export async function factsOf(helper: Helper, [mark = '', ...wanted]: readonly string[]): Promise<string> {
  const { machine, cluster, state, signal } = helper;
  const addresses = wanted.filter((word) => /^[\d.]+$/.test(word));
  const paths = wanted.filter((word) => word.startsWith('/'));
  const programs = wanted.filter((word) => !addresses.includes(word) && !paths.includes(word));
  const answers = new Map(addresses.map((address) => [address, whoHas(cluster, machine, address)]));
  // a ping waits for a second for an answer that does not come
  if ([...answers.values()].includes(undefined)) await machine.clock.wait(1000, signal);
  const present = ['/run/systemd/system', '/etc/selinux/config', ...paths].filter((path) => machine.files.at(path, true));
  const sections: [string, string | undefined][] = [
    ...Object.entries(files).map(([name, path]): [string, string | undefined] => [name, machine.files.text(path)]),
    ['inotify-instances', machine.sysctls.get('fs/inotify/max_user_instances')],
    ['inotify-watches', machine.sysctls.get('fs/inotify/max_user_watches')],
    ['file-max', machine.sysctls.get('fs/file-max')],
    ['cluster', machine.files.text(`${state}/cluster`)],
    ['machine', 'x86_64\n'],
    ['cpus', `${machine.config.cpus}\n`],
    ['route', routes(machine)],
    ['tcp', listeners(machine)],
    ['space', space(machine)],
    ['cards', `lo 0x9 65536 00:00:00:00:00:00 unknown\n${machine.config.card} 0x1003 1500 ${machine.mac} up\n`],
    ['addresses', addressesOf(cluster, machine)],
    ['programs', lines(programs.filter((name) => hasProgram(helper, name)))],
    ['present', lines(present)],
    ['answered', lines(addresses.filter((address) => answers.get(address) !== undefined))],
    ['arp', arp(machine, answers)],
  ];
  return sections.map(([name, text]) => (text === undefined ? '' : `\n${mark} ${name}\n${text}`)).join('');
}

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

/** The hardware address of who answers to an address; undefined where nobody does. */
function whoHas(cluster: PracticeCluster, machine: Machine, address: string): string | undefined {
  if (address.startsWith('127.')) return '00:00:00:00:00:00';
  const holder = holderOf(cluster);
  const owner = cluster.byAddress(address) ?? (holder && virtualAddressOf(holder)?.address === address ? holder : undefined);
  if (owner) return owner.mac;
  return addressIsTaken(machine) ? strangerMac : undefined;
}

function arp(machine: Machine, answers: ReadonlyMap<string, string | undefined>): string {
  const known = [...answers].filter(([address, mac]) => mac !== undefined && !address.startsWith('127.'));
  return lines([
    'IP address       HW type     Flags       HW address            Mask     Device',
    ...known.map(([address, mac = '']) => `${address}        0x1         0x2         ${mac}     *        ${machine.config.card}`),
  ]);
}

/** `ip -o -4 addr show`, perhaps of one address only. */
export function addressesOf(cluster: PracticeCluster, machine: Machine, only?: string): string {
  const { card, address, prefix } = machine.config;
  const virtual = holderOf(cluster) === machine ? virtualAddressOf(machine) : undefined;
  const held = [
    { number: 1, name: 'lo', address: '127.0.0.1', prefix: '8', scope: 'host' },
    { number: 2, name: card, address, prefix: String(prefix), scope: 'global' },
    ...(virtual ? [{ number: 2, name: card, ...virtual, scope: 'global secondary' }] : []),
  ];
  return lines(
    held
      .filter((one) => only === undefined || one.address === only)
      .map(
        (one) =>
          `${one.number}: ${one.name}    inet ${one.address}/${one.prefix} scope ${one.scope} ${one.name}\\       valid_lft forever preferred_lft forever`,
      ),
  );
}

/** The kernel writes addresses in hexadecimal as they lie in memory. */
const toHex = (address: string): string =>
  address
    .split('.')
    .reverse()
    .map((byte) => Number(byte).toString(16).padStart(2, '0').toUpperCase())
    .join('');

function routes({ config: { card, gateway } }: Machine): string {
  return `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n${card}\t00000000\t${toHex(gateway)}\t0003\t0\t0\t0\t00000000\t0\t0\t0\n`;
}

/** sshd, and what runs of the cluster. */
function listeners(machine: Machine): string {
  const kubelet = machine.isActive(layout.kubeletUnit);
  const pod = (name: string) => containerOf(machine, name) !== undefined;
  const open = [
    22,
    ...(machine.isActive(layout.etcdUnit) || pod('etcd') ? [2379, 2380] : []),
    ...(kubelet ? [10248, 10250, 10249, 10256] : []),
    ...(pod('kube-apiserver') ? [6443] : []),
    ...(pod('kube-controller-manager') ? [10257] : []),
    ...(pod('kube-scheduler') ? [10259] : []),
  ];
  const rows = open.map(
    (port, i) =>
      `   ${i}: 00000000:${port.toString(16).padStart(4, '0').toUpperCase()} 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 ${1000 + i} 1`,
  );
  return lines(['  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode', ...rows]);
}

function space({ config: { diskKib }, full }: Machine): string {
  const free = full ? 0 : Math.floor(diskKib * 0.8);
  const used = diskKib - free;
  return lines([
    'Filesystem     1024-blocks     Used Available Capacity Mounted on',
    `/dev/vda1 ${diskKib} ${used} ${free} ${Math.round((used / diskKib) * 100)}% /`,
  ]);
}
