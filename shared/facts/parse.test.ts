import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostFacts } from '../model/facts.ts';
import { clockMs, parseFacts } from './parse.ts';
import { splitSections, type Sections } from './sections.ts';

const query = {
  programs: ['ip', 'conntrack'],
  paths: ['/etc/kubernetes/admin.conf', '/etc/k0s'],
  addresses: ['10.0.0.5', '10.0.0.6'],
};
const clock = { hostMs: 1_000_000, sentMs: 999_000, receivedMs: 999_400 };
const facts = (sections: Readonly<Record<string, string>>) => parseFacts(new Map(Object.entries(sections)), query, clock);

describe('sections', () => {
  it('begin only at the mark, whatever a file holds', () => {
    const answer = '\nM1 os-release\nID=x\nM2 cluster\nevil\n\nM1 hostname\nh\n';
    expect([...splitSections(answer, 'M1')]).toEqual([
      ['os-release', 'ID=x\nM2 cluster\nevil\n'],
      ['hostname', 'h\n'],
    ]);
  });
});

describe('the clock', () => {
  it('is read with nanoseconds and without', () => {
    expect(clockMs('1795358624123456789\n')).toBe(1_795_358_624_123);
    expect(clockMs('1795358624%N\n')).toBe(1_795_358_624_500);
    expect(clockMs('1795358624\n')).toBe(1_795_358_624_500);
  });

  it('is compared with the middle of what the operator measured', () => {
    expect(facts({}).skewMs).toBe(800);
  });
});

describe('facts', () => {
  it('are what a Debian host says', () => {
    const found = facts({
      hostname: 'm1\n',
      'machine-id': '3d1219c7\n',
      'os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\nVERSION_ID="12"\n',
      kernel: '6.1.0-28-amd64\n',
      machine: 'x86_64\n',
      cpus: '4\n',
      memory: 'MemTotal:        8000000 kB\nMemFree: 1 kB\n',
      swaps: 'Filename Type Size Used Priority\n/dev/sda2 partition 1048572 0 -2\n',
      mounts: 'cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n/dev/sda1 / ext4 rw 0 0\n/dev/sdb1 /data\\040disk xfs rw 0 0\n',
      space:
        'Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/sda1 100 40 60 40% /\n/dev/sdb1 200 0 200 0% /data disk\n',
      present: '/run/systemd/system\n/etc/k0s\n',
      selinux: '1',
      programs: 'ip\n',
      cluster: 'abc-1\n',
    });
    expect(found).toMatchObject({
      hostname: 'm1',
      os: { id: 'debian', version: '12', name: 'Debian GNU/Linux 12 (bookworm)' },
      arch: 'amd64',
      cpus: 4,
      memoryBytes: 8_192_000_000,
      swapBytes: 1_073_737_728,
      cgroup: 'v2',
      systemd: true,
      selinux: 'enforcing',
      cluster: 'abc-1',
      programs: ['ip'],
      present: ['/etc/k0s'],
      mounts: [
        { path: '/', type: 'ext4', sizeBytes: 102_400, freeBytes: 61_440 },
        { path: '/data disk', type: 'xfs', sizeBytes: 204_800, freeBytes: 204_800 },
      ],
    });
    expect(found).not.toHaveProperty('productUuid');
  });

  it('count processors from the kernel where there is no nproc', () => {
    expect(facts({ cpus: '0-3,8\n' }).cpus).toBe(5);
  });

  it('have the limits of a host, however large, or none where one cannot be read', () => {
    const limits = { 'inotify-instances': '128\n', 'inotify-watches': '65536\n', 'file-max': '9223372036854775807\n' };
    expect(facts(limits).limits).toEqual({ inotifyInstances: 128, inotifyWatches: 65536, files: Number.MAX_SAFE_INTEGER });
    expect(facts({ ...limits, 'file-max': 'x' })).not.toHaveProperty('limits');
    expect(facts({})).not.toHaveProperty('limits');
  });

  it('tell the three cgroup hierarchies apart', () => {
    expect(facts({ mounts: 'cgroup /sys/fs/cgroup/cpu cgroup rw 0 0\n' }).cgroup).toBe('v1');
    expect(facts({ mounts: 'cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n' }).cgroup).toBe('hybrid');
  });

  it('name a firewall only where it is on', () => {
    const firewalls = 'Id=firewalld.service\nActiveState=inactive\n\nId=ufw.service\nActiveState=active\n';
    expect(facts({ firewalls, ufw: 'ENABLED=no\n' }).firewalls).toEqual([]);
    expect(facts({ firewalls, ufw: '# x\nENABLED=yes\n' }).firewalls).toEqual(['ufw']);
    expect(facts({ firewalls: firewalls.replace('inactive', 'active') }).firewalls).toEqual(['firewalld']);
  });
});

describe('network cards', () => {
  const cards =
    'lo 0x9 65536 00:00:00:00:00:00 unknown\neth0 0x1003 1500 02:00:00:00:00:01 up\neth1 0x1003 9000 02:00:00:00:00:02 down\n';
  const wanted = [
    { name: 'eth0', mac: '02:00:00:00:00:01', mtu: 1500, up: true, addresses: [{ address: '10.0.0.11', prefix: 24 }] },
    { name: 'eth1', mac: '02:00:00:00:00:02', mtu: 9000, up: false, addresses: [{ address: '10.1.0.11', prefix: 16 }] },
  ];

  it('have the addresses that ip(8) prints', () => {
    const addresses =
      '1: lo    inet 127.0.0.1/8 scope host lo\\ valid\n2: eth0    inet 10.0.0.11/24 brd 10.0.0.255 scope global eth0\\ valid\n' +
      '3: eth1@if5    inet 10.1.0.11/16 scope global eth1\n';
    expect(facts({ cards, addresses }).cards).toEqual(wanted);
  });

  it('have those of the forwarding table where there is no ip(8)', () => {
    const route =
      'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\n' +
      'eth0\t00000000\t0100000A\t0003\t0\t0\t100\t00000000\t0\t0\t0\neth1\t00000000\t0100010A\t0003\t0\t0\t50\t00000000\t0\t0\t0\n' +
      'eth0\t0000000A\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\neth1\t0000010A\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0\n';
    const fib =
      'Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 10.0.0.0\n        /24 link UNICAST\n     |-- 10.0.0.11\n        /32 host LOCAL\n' +
      '     |-- 10.1.0.11\n        /32 host LOCAL\n     |-- 127.0.0.1\n        /32 host LOCAL\n';
    const found = facts({ cards, route, fib });
    expect(found.cards).toEqual(wanted);
    expect(found.defaultRoute).toEqual({ card: 'eth1', gateway: '10.1.0.1' });
  });

  it('show loopback only with an address of its own', () => {
    const addresses = '1: lo    inet 127.0.0.1/8 scope host lo\n1: lo    inet 10.0.0.5/32 scope global lo\n';
    expect(facts({ cards, addresses }).cards[0]).toMatchObject({ name: 'lo', addresses: [{ address: '10.0.0.5', prefix: 32 }] });
  });
});

describe('listeners', () => {
  it('are sockets that wait, in both families', () => {
    const heading = '  sl  local_address rem_address   st\n';
    const found = facts({
      tcp: `${heading}   0: 0100007F:192B 00000000:0000 0A 0 0\n   1: 0B00000A:1F90 0100000A:0050 01 0 0\n`,
      tcp6: `${heading}   0: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A\n   1: 0000000000000000FFFF00000B00000A:0050 0:0 0A\n`,
      udp: `${heading}   0: 00000000:0202 00000000:0000 07 0\n`,
    });
    expect(found.listeners).toEqual([
      { protocol: 'tcp', address: '127.0.0.1', port: 6443 },
      { protocol: 'tcp', address: '::', port: 22 },
      { protocol: 'tcp', address: '10.0.0.11', port: 80 },
      { protocol: 'udp', address: '0.0.0.0', port: 514 },
    ]);
  });
});

describe('an address that nothing should answer to', () => {
  const arp =
    'IP address HW type Flags HW address Mask Device\n10.0.0.5 0x1 0x2 02:00:00:00:00:09 * eth0\n10.0.0.6 0x1 0x0 00:00:00:00:00:00 * eth0\n';

  it('answers to a ping, or to ARP', () => {
    expect(facts({ arp }).answering).toEqual([
      { address: '10.0.0.5', answers: true, mac: '02:00:00:00:00:09' },
      { address: '10.0.0.6', answers: false },
    ]);
    expect(facts({ answered: '10.0.0.6\n' }).answering.map((a) => a.answers)).toEqual([false, true]);
  });

  it('does not answer where only an old entry is left of it', () => {
    const neighbours = '10.0.0.5 dev eth0 lladdr 02:00:00:00:00:09 STALE\n';
    expect(facts({ arp, neighbours }).answering[0]).toMatchObject({ answers: false });
    expect(facts({ arp, neighbours: neighbours.replace('STALE', 'REACHABLE') }).answering[0]).toMatchObject({ answers: true });
  });
});

it('makes facts of their shape whatever a host answers', () => {
  const names =
    'hostname machine-id product-uuid os-release kernel memory swaps mounts route fib tcp tcp6 udp udp6 selinux ufw cluster machine cpus space cards addresses firewalls programs present answered arp neighbours'.split(
      ' ',
    );
  const noise = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\n',
        ' ',
        '99999999999999999999',
        '-1',
        '0x',
        ':',
        '10.0.0.5',
        '256.1.1.1/99',
        '0A',
        'inet',
        '|-- ',
        '/32 host LOCAL',
        '%',
        '0-99999999',
      ),
      fc.constantFrom(
        '1: e inet 10.0.0.1/24',
        'e 0x1003 1500 m up',
        'MemTotal: 999999999999999999 kB',
        'a 1 2 3 4% /',
        'x 00000000 0100000A 3 0 0 0 00FFFFFF',
        '0: FFFFFFFF:FFFF 0:0 0A',
      ),
    ),
    { maxLength: 12 },
  );
  const sections: fc.Arbitrary<Sections> = fc
    .array(
      fc.tuple(
        fc.constantFrom(...names),
        noise.map((parts) => parts.join('')),
      ),
      { maxLength: 30 },
    )
    .map((entries) => new Map(entries));
  fc.assert(
    fc.property(sections, (raw) => {
      hostFacts.parse(parseFacts(raw, query, clock));
    }),
    { numRuns: 500 },
  );
});
