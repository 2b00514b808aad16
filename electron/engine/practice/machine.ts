import { createHash } from 'node:crypto';
import type { PracticeFault } from '../../../shared/contract/practice.ts';
import { practiceKernel } from '../../../shared/practice/practice.ts';
import type { Clock } from './clock.ts';
import type { EtcdProcess } from './etcd/process.ts';
import { FileTree } from './file-tree.ts';
import type { HeldLease } from './lease.ts';
import type { SupervisedCommand } from './supervisor.ts';

/** What a practice host is made as. */
export interface MachineConfig {
  /** The host's name, and the spec's name of it. */
  readonly name: string;
  readonly role: 'master' | 'worker';
  /** Its address in the practice network, and the length of that network's prefix. */
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly card: string;
  readonly cpus: number;
  readonly memoryKib: number;
  readonly diskKib: number;
}

/** A systemd unit that was enabled or started. */
export interface Unit {
  readonly active: 'active' | 'activating' | 'inactive' | 'failed';
  readonly enabled: boolean;
  /** When it got there: by the harbour's time, and in seconds since the epoch. */
  readonly since: number;
  readonly entered: number;
  /** The ExecStart that it was started with. */
  readonly runs: string;
}

/** A static pod's container that is not the first since the kubelet's start: when it was started, as a unit's. */
export type Container = Pick<Unit, 'since' | 'entered'>;

/** An image in containerd's namespace k8s.io. */
export interface Image {
  readonly digest: string;
  readonly pinned: boolean;
}

const idOf = (name: string): string => createHash('sha256').update(`practice host ${name}`).digest('hex');

/** A host in memory. */
export class Machine {
  readonly files: FileTree;
  readonly sysctls = new Map<string, string>();
  readonly modules = new Set<string>(['nf_conntrack']);
  readonly units = new Map<string, Unit>();
  /** Stamps of what Barque started since boot, by the helper's directory and the unit. */
  readonly stamps = new Map<string, string>();
  /** What units that failed have said, by the unit. */
  readonly journals = new Map<string, string>();
  /** By the name of their manifest, without its ending. */
  readonly containers = new Map<string, Container>();
  readonly images = new Map<string, Image>();
  readonly content = new Set<string>();
  /** By the helper's state directory and the unit's name. */
  readonly commands = new Map<string, SupervisedCommand>();
  /** By the helper's run directory. */
  readonly leases = new Map<string, HeldLease>();
  readonly faults = new Set<PracticeFault>();
  /** etcd's process, where one was started. */
  etcd: EtcdProcess | undefined;
  swapKib = 0;
  /** Counts changes, so that it is known whether there is something to keep. */
  changes = 0;
  #cut = new AbortController();

  constructor(
    readonly config: MachineConfig,
    readonly clock: Clock,
  ) {
    this.files = new FileTree(() => ({ changed: this.seconds(), since: clock.now() }));
    this.#install();
    this.#loadSettings();
  }

  /** Whether it has power. */
  get on(): boolean {
    return !this.#cut.signal.aborted;
  }

  /** Aborted when its power is cut. */
  get cut(): AbortSignal {
    return this.#cut.signal;
  }

  powerOff(): void {
    this.#cut.abort();
    this.touch();
  }

  /** Begins anew, with what its files say: what lay in memory is gone. */
  boot(): void {
    this.#cut = new AbortController();
    this.files.removeTree('/run');
    this.files.makeDirectories('/run/systemd/system', 0o755);
    this.leases.clear();
    this.stamps.clear();
    this.#loadSettings();
    this.touch();
  }

  /** Names, settings of the kernel and swap, as they are after a boot. */
  #loadSettings(): void {
    this.modules.clear();
    this.sysctls.clear();
    for (const [key, value] of kernelDefaults) this.sysctls.set(key, value);
    this.sysctls.set('kernel/hostname', this.files.text('/etc/hostname')?.trim() ?? this.config.name);
    for (const name of ['nf_conntrack', ...this.#linesBelow('/etc/modules-load.d')]) this.loadModule(name);
    for (const line of this.#linesBelow('/etc/sysctl.d')) {
      const [key = '', value = ''] = line.split('=').map((part) => part.trim());
      if (this.sysctls.has(key.replaceAll('.', '/'))) this.sysctls.set(key.replaceAll('.', '/'), value);
    }
    this.swapKib = /^\/dev\/\S+ none swap /m.test(this.files.text('/etc/fstab') ?? '') ? swapSize : 0;
  }

  /** The settings in the files of a directory, without comments. */
  #linesBelow(directory: string): string[] {
    return this.files
      .list(directory)
      .filter((name) => name.endsWith('.conf'))
      .flatMap((name) => (this.files.text(`${directory}/${name}`) ?? '').split('\n'))
      .map((line) => line.trim())
      .filter((line) => line !== '' && !/^[#;]/.test(line));
  }

  /** Loads a kernel module, which brings settings of its own. */
  loadModule(name: string): void {
    this.modules.add(name);
    if (name === 'br_netfilter')
      for (const key of ['iptables', 'ip6tables', 'arptables']) this.sysctls.set(`net/bridge/bridge-nf-call-${key}`, '1');
  }

  get hostname(): string {
    return this.sysctls.get('kernel/hostname') ?? this.config.name;
  }

  get machineId(): string {
    return idOf(this.config.name).slice(0, 32);
  }

  get mac(): string {
    return `52:54:00:${(idOf(this.config.name).slice(32, 38).match(/../g) ?? []).join(':')}`;
  }

  /** The host's own clock, in ms since the epoch. */
  date(): number {
    return Date.now() + (this.faults.has('clock-skewed') ? skewMs : 0);
  }

  seconds(): number {
    return Math.floor(this.date() / 1000);
  }

  /** Whether nothing more can be written. */
  get full(): boolean {
    return this.faults.has('disk-full');
  }

  unit(name: string): Unit | undefined {
    return this.units.get(name);
  }

  isActive(unit: string): boolean {
    return this.units.get(unit)?.active === 'active';
  }

  /** Something about it has changed. */
  touch(): void {
    this.changes += 1;
  }

  enable(name: string): void {
    const before = this.units.get(name);
    if (before) this.units.set(name, { ...before, enabled: true });
    else this.setUnit(name, { enabled: true });
  }

  setUnit(name: string, change: Partial<Unit>): void {
    const before = this.units.get(name) ?? { active: 'inactive', enabled: false, since: 0, entered: 0, runs: '' };
    this.units.set(name, { ...before, ...change, since: this.clock.now(), entered: this.seconds() });
    this.touch();
  }

  /** The text of a unit's file; undefined where there is none. */
  unitText(name: string): string | undefined {
    return this.files.text(`/etc/systemd/system/${name}`);
  }

  /** What a bare Debian host has. */
  #install(): void {
    const { files, config } = this;
    const directories = [
      '/etc',
      '/etc/systemd/system',
      '/opt',
      '/run/systemd/system',
      '/root',
      '/tmp',
      '/usr/local/bin',
      '/var/lib',
      '/var/log',
    ];
    for (const path of directories) files.makeDirectories(path, 0o755);
    files.other('/dev/null');
    files.write('/etc/hostname', 0o644, `${config.name}\n`);
    files.write(
      '/etc/hosts',
      0o644,
      `127.0.0.1\tlocalhost\n127.0.1.1\t${config.name}\n\n::1\tlocalhost ip6-localhost ip6-loopback\n`,
    );
    files.write('/etc/machine-id', 0o444, `${this.machineId}\n`);
    files.write('/etc/os-release', 0o644, osRelease);
    files.write('/etc/fstab', 0o644, fstab);
    for (const program of ['/usr/lib/systemd/systemd-timesyncd', '/usr/sbin/chronyd']) files.write(program, 0o755, 'practice\n');
    files.make('/proc/swaps', () => swaps(this.swapKib));
    files.make('/proc/sys/kernel/hostname', () => `${this.hostname}\n`);
    files.make('/proc/sys/kernel/osrelease', () => `${practiceKernel}\n`);
    files.make('/proc/meminfo', () => meminfo(config.memoryKib));
    files.make('/proc/mounts', () => mounts);
    files.make('/sys/class/dmi/id/product_uuid', () => productUuid(config.name));
  }
}

const swapSize = 2_097_148;
const kernelDefaults: readonly (readonly [string, string])[] = [
  ['fs/file-max', '9223372036854775807'],
  ['fs/inotify/max_user_instances', '128'],
  ['fs/inotify/max_user_watches', '65536'],
  ['kernel/ostype', 'Linux'],
  ['kernel/osrelease', practiceKernel],
  ['net/ipv4/ip_forward', '0'],
  ['net/ipv4/ip_local_port_range', '32768\t60999'],
  ['vm/swappiness', '60'],
];

/** So far is a clock that is wrong, in ms. */
const skewMs = 600_000;

const osRelease = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
ID=debian
`;
const fstab = `# <file system> <mount point> <type> <options> <dump> <pass>
/dev/vda1 / ext4 errors=remount-ro 0 1
/dev/vda2 none swap sw 0 0
`;
const mounts = `/dev/vda1 / ext4 rw,relatime,errors=remount-ro 0 0
proc /proc proc rw,nosuid,nodev,noexec,relatime 0 0
sysfs /sys sysfs rw,nosuid,nodev,noexec,relatime 0 0
cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid,nodev,noexec,relatime,nsdelegate 0 0
tmpfs /run tmpfs rw,nosuid,nodev,noexec,relatime,size=819200k,mode=755 0 0
`;
const swaps = (kib: number): string =>
  `Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n${kib > 0 ? `/dev/vda2                               partition\t${kib}\t\t0\t\t-2\n` : ''}`;
const meminfo = (kib: number): string =>
  `MemTotal:       ${kib} kB\nMemFree:        ${Math.floor(kib * 0.8)} kB\nMemAvailable:   ${Math.floor(kib * 0.9)} kB\n`;
const productUuid = (name: string): string => {
  const id = idOf(`${name} uuid`);
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-a${id.slice(17, 20)}-${id.slice(20, 32)}\n`;
};

/** The key of what a helper keeps about a unit, in one of its directories. */
export const keyIn = (directory: string, unit: string): string => `${directory} ${unit}`;
