import { describe, expect, it } from 'vitest';
import type { Resource, ServiceResource } from '../../../shared/model/resource.ts';
import type { UnitState } from '../node/verbs.ts';
import { judge } from './judge.ts';
import { questionKey, type Seen } from './seen.ts';
import { stampOf } from './service.ts';
import { swapOff } from './swap.ts';

const nothing: Seen = {
  paths: new Map(),
  files: new Map(),
  sysctls: new Map(),
  modules: new Map(),
  units: new Map(),
  commands: new Map(),
  runs: new Map(),
  images: new Map(),
};
const differences = (resource: Resource, seen: Partial<Seen>) =>
  judge(resource, { seen: { ...nothing, ...seen }, contents: new Map() }).detail.map(
    (d) => `${d.aspect}: ${d.found} -> ${d.wanted}`,
  );
const owned = { uid: 0, gid: 0, changed: 1000 };
const file = (path: string, changed = 1000) =>
  [path, { type: 'file', mode: 0o644, digest: 'sha256:1', size: 1, ...owned, changed }] as const;

describe('a directory', () => {
  const resource: Resource = { kind: 'directory', path: '/var/lib/etcd', mode: 0o700 };

  it('may be a link to one', () => {
    expect(
      differences(resource, { paths: new Map([['/var/lib/etcd/.', { type: 'directory', mode: 0o700, ...owned }]]) }),
    ).toEqual([]);
  });

  it('has its mode and root as its owner', () => {
    const paths = new Map([['/var/lib/etcd/.', { type: 'directory', mode: 0o755, ...owned, uid: 1000 } as const]]);
    expect(differences(resource, { paths })).toEqual(['mode: 0755 -> 0700', 'owner: 1000:0 -> 0:0']);
  });
});

describe('a file that is put only where there is none', () => {
  const resource: Resource = {
    kind: 'file',
    path: '/etc/kubernetes/kubelet.conf',
    mode: 0o600,
    content: 'ours',
    unlessPresent: true,
  };

  it('is wanted where there is none, and left alone where there is another', () => {
    const contents = new Map([[resource, Buffer.from('ours')]]);
    const looked = (paths: Seen['paths']) =>
      judge(resource, { seen: { ...nothing, paths }, contents }).detail.map((d) => d.found);
    expect(looked(new Map())).toEqual(['missing']);
    expect(looked(new Map([file(resource.path)]))).toEqual([]);
  });
});

describe('a link', () => {
  const resource = (unlessPresent: boolean): Resource => ({
    kind: 'link',
    path: '/etc/crictl.yaml',
    to: '/etc/barque/crictl.yaml',
    unlessPresent,
  });

  it('leaves what stands there alone only where it may', () => {
    const paths = new Map([file('/etc/crictl.yaml')]);
    expect(differences(resource(true), { paths })).toEqual([]);
    expect(differences(resource(false), { paths })).toEqual(['type: file -> link']);
  });
});

describe('a kernel setting', () => {
  it('is compared word by word', () => {
    const resource: Resource = { kind: 'sysctl', key: 'net.ipv4.ip_local_port_range', value: '32768\t60999' };
    expect(differences(resource, { sysctls: new Map([[resource.key, '32768 60999']]) })).toEqual([]);
    expect(differences(resource, {})).toEqual(['value: no such setting -> 32768 60999']);
  });
});

describe('a kernel setting that is to be at least something', () => {
  const resource: Resource = { kind: 'sysctl', key: 'fs.file-max', value: '1000000', atLeast: true };
  const at = (found: string) => differences(resource, { sysctls: new Map([[resource.key, found]]) });

  it.each(['1000000', '1000001', '9223372036854775807'])('is as it should be at %s, and never lowered', (found) => {
    expect(at(found)).toEqual([]);
  });

  it.each(['999999', '', 'x'])('is raised at %j', (found) => {
    expect(at(found)).toEqual([`value: ${found} -> 1000000`]);
  });
});

describe('swap', () => {
  const heading = 'Filename Type Size Used Priority\n';
  const seen = (swaps: string, fstab: string) => ({
    files: new Map([
      ['/proc/swaps', Buffer.from(swaps)],
      ['/etc/fstab', Buffer.from(fstab)],
    ]),
  });

  it('is off where none is on and fstab turns none on', () => {
    expect(differences({ kind: 'swap-off' }, seen(heading, '# /dev/b none swap sw 0 0\n/dev/a /swap ext4 x 0 0\n'))).toEqual([]);
    expect(differences({ kind: 'swap-off' }, seen('', ''))).toEqual([]);
  });

  it('is not off where one is on, or will be after a reboot', () => {
    expect(
      differences({ kind: 'swap-off' }, seen(`${heading}/dev/b partition 1 0 -2\n`, 'UUID=1\tnone\tswap\tsw 0 0\n')),
    ).toEqual(['swap areas: 1 -> 0', 'swap lines in /etc/fstab: 1 -> 0']);
  });

  it('is not off where a unit turns it on after a reboot: one with a file, which is neither fstab’s nor masked', () => {
    const unit = (id: string, load: string, fragment: string, source = '') =>
      `SourcePath=${source}\nFragmentPath=${fragment}\nId=${id}\nLoadState=${load}\n`;
    const output = [
      unit('dev-vda2.swap', 'loaded', '/run/systemd/generator/dev-vda2.swap', '/etc/fstab'),
      unit('swapfile.swap', 'loaded', ''),
      unit('dev-zram0.swap', 'loaded', '/run/systemd/generator/dev-zram0.swap'),
      unit('data-swap.swap', 'masked', '/dev/null'),
      unit('../../etc/x.swap', 'loaded', '/run/x.swap'),
    ].join('\n');
    const answers = new Map(
      swapOff.wants({ kind: 'swap-off' }).runs?.map(({ argv }) => [questionKey(argv), { status: 0, output, errors: '' }]),
    );
    expect(differences({ kind: 'swap-off' }, { ...seen(heading, ''), runs: answers })).toEqual([
      'swap units: dev-zram0.swap -> none',
    ]);
  });
});

describe('a service', () => {
  const resource: ServiceResource = { kind: 'service', unit: 'x.service', started: true, watch: ['/etc/x'] };
  const running: UnitState = {
    load: 'loaded',
    active: 'active',
    sub: 'running',
    enabled: 'enabled',
    job: false,
    since: 2000,
    stamp: undefined,
  };
  const seen = (unit: Partial<UnitState>, changed = 1000): Partial<Seen> => ({
    units: new Map([['x.service', { ...running, ...unit }]]),
    paths: new Map([file('/etc/x', changed)]),
  });

  it('runs with the files it was started with', () => {
    const stamp = stampOf(resource, { seen: { ...nothing, ...seen({}) }, contents: new Map() });
    expect(differences(resource, seen({ stamp }))).toEqual([]);
    expect(differences(resource, seen({ stamp: 'sha256:other' }))).toEqual([`runs with: sha256:other -> ${stamp}`]);
  });

  it('that the host started by itself runs with files that are older than its start', () => {
    expect(differences(resource, seen({}, 2000))).toEqual([]);
    expect(differences(resource, seen({}, 2001))).toEqual(['runs with: an older /etc/x -> this one']);
    expect(differences(resource, seen({ since: undefined }))).toHaveLength(1);
  });

  it('is enabled and active', () => {
    expect(differences(resource, seen({ enabled: 'disabled', active: 'activating', sub: 'auto-restart' }))).toEqual([
      'enabled: disabled -> enabled',
      'state: activating (auto-restart) -> active',
    ]);
    expect(differences({ ...resource, started: false }, seen({ active: 'failed' }))).toEqual([]);
    expect(differences(resource, {})).toEqual(['unit: not found -> loaded']);
  });
});

describe('a service that is not wanted', () => {
  const resource: Resource = { kind: 'no-service', unit: 'x.service' };
  const unit = (active: string) => ({
    units: new Map([['x.service', { load: 'x', active, sub: '', enabled: '', job: false, since: undefined, stamp: undefined }]]),
  });

  it('neither runs nor has a unit', () => {
    expect(differences(resource, {})).toEqual([]);
    expect(differences(resource, unit('inactive'))).toEqual([]);
    expect(differences(resource, unit('active'))).toEqual(['state: active -> inactive']);
    const paths = new Map([file('/etc/systemd/system/x.service')]);
    expect(differences(resource, { ...unit('failed'), paths })).toEqual(['state: failed -> inactive', 'unit: file -> missing']);
  });
});

describe('a command', () => {
  const resource: Resource = {
    kind: 'command',
    unit: 'kubeadm',
    argv: ['a'],
    done: ['kubectl'],
    timeoutSeconds: 1,
    undo: 'irreversible',
  };
  const ran = (status: number, output: string) => ({ runs: new Map([['["kubectl"]', { status, output, errors: '' }]]) });

  it('is done when its question exits 0 and prints the line it should', () => {
    expect(differences(resource, ran(0, ''))).toEqual([]);
    expect(differences({ ...resource, donePrints: 'node/m1' }, ran(0, 'node/m10\n'))).toEqual(['done: no -> yes']);
    expect(differences({ ...resource, donePrints: 'node/m1' }, ran(0, 'node/m2\nnode/m1\n'))).toEqual([]);
    expect(differences(resource, ran(127, ''))).toEqual(['done: no -> yes']);
  });
});
