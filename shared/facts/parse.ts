import type { HostFacts } from '../model/facts.ts';
import { answeringOf, cardsOf, defaultRouteOf, listenersOf } from './network.ts';
import { linesOf, oneLine, wholeNumber, type Sections } from './sections.ts';

/** What a probe asks a host for beyond what it always tells. */
export interface FactsQuery {
  readonly programs: readonly string[];
  readonly paths: readonly string[];
  /** IPv4 addresses that nothing should answer to. */
  readonly addresses: readonly string[];
}

/** The host's clock in ms, as read between two moments of the operator's. */
export interface ClockReading {
  readonly hostMs: number;
  readonly sentMs: number;
  readonly receivedMs: number;
}

/** `date +%s%N`: nanoseconds, or only seconds (and perhaps a letter) where date knows no %N; then the middle of that second. */
export function clockMs(printed: string): number {
  const [, seconds = '0', nanoseconds] = /^(\d{10,11}?)(\d{9})?\D*$/.exec(printed.trim()) ?? [];
  return Number(seconds) * 1000 + (nanoseconds === undefined ? 500 : Math.floor(Number(nanoseconds) / 1e6));
}

/** Makes facts of a probe's raw answer. Whatever the host wrote, the result is of their shape and of bounded size. */
export function parseFacts(sections: Sections, query: FactsQuery, clock: ClockReading): HostFacts {
  const os = assignments(sections, 'os-release');
  const memory = new Map(linesOf(sections, 'memory').map((line) => [line.replace(/:.*/, ''), kibibytes(line)]));
  const uuid = oneLine(sections.get('product-uuid'));
  const cluster = oneLine(sections.get('cluster'));
  const present = linesOf(sections, 'present');
  const defaultRoute = defaultRouteOf(sections);
  const machine = oneLine(sections.get('machine'));
  return {
    hostname: oneLine(sections.get('hostname')),
    machineId: oneLine(sections.get('machine-id')),
    ...(uuid === '' ? {} : { productUuid: uuid }),
    os: {
      id: oneLine(os.get('ID')),
      version: oneLine(os.get('VERSION_ID')),
      name: oneLine(os.get('PRETTY_NAME') ?? os.get('NAME')),
    },
    kernel: oneLine(sections.get('kernel')),
    arch: architectures.get(machine) ?? machine,
    cpus: cpusOf(oneLine(sections.get('cpus'))),
    memoryBytes: memory.get('MemTotal') ?? 0,
    swapBytes: linesOf(sections, 'swaps')
      .slice(1)
      .reduce((sum, line) => Math.min(sum + wholeNumber(line.trim().split(/\s+/)[2]) * 1024, Number.MAX_SAFE_INTEGER), 0),
    cgroup: cgroupOf(sections),
    systemd: present.includes('/run/systemd/system'),
    selinux: selinuxOf(sections, present),
    firewalls: firewallsOf(sections),
    cards: cardsOf(sections),
    ...(defaultRoute ? { defaultRoute } : {}),
    listeners: listenersOf(sections),
    clockMs: clock.hostMs,
    skewMs: Math.round(clock.hostMs - (clock.sentMs + clock.receivedMs) / 2),
    mounts: mountsOf(sections),
    programs: query.programs.filter((name) => linesOf(sections, 'programs').includes(name)),
    present: query.paths.filter((path) => present.includes(path)),
    sshHostKeys: sshKeyTypes.flatMap((type) => sshKeyOf(oneLine(sections.get(`ssh-${type}`)))),
    ...limitsOf(sections),
    ...(cluster === '' ? {} : { cluster }),
    answering: answeringOf(sections, query.addresses),
  };
}

const sshKeyTypes = ['ed25519', 'ecdsa', 'rsa'];

/** `TYPE KEY COMMENT`, without the comment; nothing where it is no such line. */
const sshKeyOf = (line: string): string[] => {
  const [, type, key] = /^((?:ssh|ecdsa)-[a-z0-9-]{1,40}) ([A-Za-z0-9+/]{16,3000}={0,2})(?: |$)/.exec(line) ?? [];
  return type === undefined || key === undefined ? [] : [`${type} ${key}`];
};

/** A limit may be as large as a 64-bit number: it is told as the largest that is exact here. */
function limitsOf(sections: Sections): Pick<HostFacts, 'limits'> {
  const read = (name: string): number | undefined => {
    const text = oneLine(sections.get(name));
    return /^\d{1,20}$/.test(text) ? Math.min(Number(text), Number.MAX_SAFE_INTEGER) : undefined;
  };
  const [inotifyInstances, inotifyWatches, files] = [read('inotify-instances'), read('inotify-watches'), read('file-max')];
  if (inotifyInstances === undefined || inotifyWatches === undefined || files === undefined) return {};
  return { limits: { inotifyInstances, inotifyWatches, files } };
}

const architectures = new Map([
  ['x86_64', 'amd64'],
  ['aarch64', 'arm64'],
]);

const kibibytes = (line: string): number => Math.min(wholeNumber(/(\d+) kB$/.exec(line)?.[1]) * 1024, Number.MAX_SAFE_INTEGER);

/** `NAME=value`, the value perhaps in quotes. */
const assignments = (sections: Sections, name: string): ReadonlyMap<string, string> =>
  new Map(
    linesOf(sections, name).map((line) => [
      line.replace(/=.*/s, ''),
      line.replace(/^[^=]*=?/, '').replace(/^(["'])(.*)\1$/, '$2'),
    ]),
  );

/** nproc's number, or the kernel's list of CPUs such as 0-3,5. */
function cpusOf(text: string): number {
  if (/^\d+$/.test(text) && text !== '0') return wholeNumber(text);
  return text.split(',').reduce((sum, range) => {
    const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(range) ?? [];
    return first === undefined ? sum : sum + Math.max(0, Number(last) - Number(first) + 1);
  }, 0);
}

/** Where cgroup2 is mounted says which hierarchy the host runs. */
function cgroupOf(sections: Sections): HostFacts['cgroup'] {
  const where = linesOf(sections, 'mounts').flatMap((line) => {
    const [, path, type] = line.split(' ');
    return type === 'cgroup2' ? [path] : [];
  });
  if (where.includes('/sys/fs/cgroup')) return 'v2';
  return where.includes('/sys/fs/cgroup/unified') ? 'hybrid' : 'v1';
}

function selinuxOf(sections: Sections, present: readonly string[]): HostFacts['selinux'] {
  const enforce = sections.get('selinux')?.trim();
  if (enforce !== undefined && enforce !== '') return enforce === '1' ? 'enforcing' : 'permissive';
  return present.includes('/etc/selinux/config') ? 'disabled' : 'absent';
}

/** Ubuntu's ufw.service is active even where the firewall is off; its own file says which. */
function firewallsOf(sections: Sections): string[] {
  const blocks = (sections.get('firewalls') ?? '').split(/\n\s*\n/);
  const active = (unit: string) => blocks.some((b) => b.includes(`Id=${unit}.service`) && /^ActiveState=active$/m.test(b));
  const ufwIsOn = assignments(sections, 'ufw').get('ENABLED') === 'yes';
  return [...(active('firewalld') ? ['firewalld'] : []), ...(active('ufw') && ufwIsOn ? ['ufw'] : [])];
}

/** df's sizes with the types of /proc/mounts, where a space is \040. */
function mountsOf(sections: Sections): HostFacts['mounts'] {
  const unescaped = (text: string) =>
    text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(parseInt(octal, 8)));
  const types = new Map(
    linesOf(sections, 'mounts').map((line) => {
      const [, path = '', type = ''] = line.split(' ');
      return [unescaped(path), type];
    }),
  );
  return linesOf(sections, 'space')
    .slice(1)
    .flatMap((line) => {
      const [, size, free, path] = /\s(\d+)\s+\d+\s+(\d+)\s+\d+%\s+(\/.*)$/.exec(line) ?? [];
      if (path === undefined) return [];
      const bytes = (kib: string | undefined) => Math.min(wholeNumber(kib) * 1024, Number.MAX_SAFE_INTEGER);
      return [{ path: oneLine(path), type: oneLine(types.get(path)), sizeBytes: bytes(size), freeBytes: bytes(free) }];
    });
}
