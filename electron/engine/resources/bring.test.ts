import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { secret } from '../../../shared/model/content.ts';
import type { Resource } from '../../../shared/model/resource.ts';
import { bring } from './bring.ts';
import type { ResourceEvent } from './context.ts';
import { diffOf } from './diff.ts';
import { observeAll } from './observe.ts';
import { type Bringing, bringing, codeOf, sha256 } from './bringing.fixture.ts';

let node: Bringing['node'];
let context: Bringing['context'];
let events: Bringing['events'];
let proven: Bringing['proven'];
let blob: Bringing['blob'];
let states: Bringing['states'];
beforeEach(() => {
  ({ node, context, events, proven, blob, states } = bringing());
});

const named = (type: ResourceEvent['type']) =>
  events.flatMap((event) => (event.type === type && 'what' in event ? [event.what] : []));

describe('a host', () => {
  const unit = '/etc/systemd/system/x.service';
  const everything = (program: { digest: string; installed: string; size: number }): Resource[] => [
    { kind: 'directory', path: '/etc/etcd/pki', mode: 0o755 },
    { kind: 'file', path: '/etc/x.conf', mode: 0o600, content: ['key: ', secret('k')] },
    { kind: 'block', path: '/etc/hosts', block: 'barque', lines: ['10.0.0.1 m1'] },
    { kind: 'swap-off' },
    { kind: 'hostname', hostname: 'm1' },
    { kind: 'module', name: 'br_netfilter' },
    { kind: 'sysctl', key: 'net.ipv4.ip_forward', value: '1' },
    { kind: 'absent', path: '/etc/old' },
    { kind: 'link', path: '/usr/local/bin/kubectl', to: '/opt/barque/bin/kubectl', unlessPresent: true },
    { kind: 'binary', path: '/opt/barque/bin/kubectl', blob: { ...program, compression: 'gzip' }, installed: program.installed },
    { kind: 'binary', path: '/opt/barque/bin/kubeadm', blob: { ...program, compression: 'gzip' }, installed: program.installed },
    { kind: 'file', path: unit, mode: 0o644, content: '[Service]\n' },
    { kind: 'service', unit: 'x.service', started: true, watch: [unit, '/etc/x.conf'] },
  ];
  const program = () => {
    const zipped = gzipSync('the program');
    return { digest: blob(zipped), size: zipped.length, installed: sha256('the program') };
  };
  beforeEach(() => {
    node.put('/etc/hosts', '127.0.0.1 localhost');
    node.put('/etc/fstab', '/dev/a / ext4 defaults 0 1\n/dev/b none swap sw 0 0\n');
    node.put('/proc/swaps', 'Filename Type Size Used Priority\n/dev/b partition 1 0 -2\n');
    node.put('/etc/hostname', 'old\n');
    node.put('/etc/old', 'x');
    node.sysctls.set('net/ipv4/ip_forward', '0').set('kernel/hostname', 'old');
  });

  it('is brought about once, and then is as it should be with one look', async () => {
    const resources = everything(program());
    expect(await states(resources)).toEqual(resources.map(() => 'unsatisfied'));
    expect(await bring(resources, context)).toBe('changed');
    node.trips.length = 0;
    expect(await bring(resources, context)).toBe('satisfied');
    expect(node.trips).toHaveLength(1);
    expect(node.text('/etc/x.conf')).toBe('key: value of k');
    expect(node.text('/etc/hosts')).toContain('127.0.0.1 localhost\n# BEGIN barque');
    expect(node.text('/etc/fstab')).toBe('/dev/a / ext4 defaults 0 1\n# off for Kubernetes (Barque): /dev/b none swap sw 0 0\n');
    expect(node.text('/opt/barque/bin/kubeadm')).toBe('the program');
  });

  it('has the units masked that would turn swap on again, and systemd told of it', async () => {
    const unit = 'dev-zram0.swap';
    const path = `/etc/systemd/system/${unit}`;
    const load = () => (node.files.get(path)?.type === 'link' ? 'masked' : 'loaded');
    node.run = () => ({
      status: 0,
      output: `Id=${unit}\nLoadState=${load()}\nFragmentPath=/run/systemd/generator/${unit}\nSourcePath=\n`,
    });
    node.put('/proc/swaps', 'Filename Type Size Used Priority\n');
    expect(await bring([{ kind: 'swap-off' }], context)).toBe('changed');
    expect(node.files.get(path)).toEqual({ type: 'link', to: '/dev/null' });
    expect(node.trips.flat()).toContain('swapoff');
  });

  it('is sent a content once for all its names, and gets neighbours in one round trip that also looks at them', async () => {
    const resources = everything(program());
    await bring(resources, context);
    // a look at everything; what is sent; the quick ones; a look at the service; its start
    expect(node.trips).toHaveLength(5);
    expect(node.trips[1]).toEqual(['blob']);
    expect(node.trips[2]?.filter((verb) => verb === 'install')).toHaveLength(2);
  });

  it('says of each resource when it changes and when it stands', async () => {
    const resources = everything(program());
    await bring(resources, context);
    expect(named('resource-changing')).toEqual(named('resource-changed'));
    expect(named('resource-changed')).toContain('file /etc/x.conf');
    expect(events.find((e) => e.type === 'step-progress')).toMatchObject({ sent: gzipSync('the program').length });
  });

  it('only changes what is not as it should be', async () => {
    const resources = everything(program());
    await bring(resources, context);
    node.sysctls.set('net/ipv4/ip_forward', '0');
    events.length = 0;
    expect(await bring(resources, context)).toBe('changed');
    expect(named('resource-changed')).toEqual(['sysctl net.ipv4.ip_forward']);
  });

  it('starts a service again with a file that it watches, unless it still runs with that very content', async () => {
    const resources = everything(program());
    await bring(resources, context);
    node.put(unit, 'changed by somebody');
    const wrong = (await observeAll(resources, context)).filter((j) => j.state === 'unsatisfied');
    expect(wrong.map((j) => j.resource.kind)).toEqual(['file', 'service']);
    events.length = 0;
    await bring(resources, context);
    expect(named('resource-changed')).toEqual([`file ${unit}`]);
    await bring(
      resources.map((r) => (r.kind === 'file' && r.path === unit ? { ...r, content: '[Service]\nNice=1\n' } : r)),
      context,
    );
    expect(named('resource-changed')).toEqual([`file ${unit}`, `file ${unit}`, 'service x.service']);
  });

  it('loses a service that is no longer wanted', async () => {
    await bring(everything(program()), context);
    const unwanted: Resource[] = [{ kind: 'no-service', unit: 'x.service' }];
    expect(await states(unwanted)).toEqual(['unsatisfied']);
    expect(await bring(unwanted, context)).toBe('changed');
    expect(await states(unwanted)).toEqual(['satisfied']);
    expect(node.files.has(unit)).toBe(false);
  });

  it('names the resource that the host refuses, with what it printed', async () => {
    node.failing.set('sysctl', 'Read-only file system');
    expect(await codeOf(bring(everything(program()), context))).toMatchObject({
      code: 'resource.failed',
      host: 'm1',
      params: { resource: 'sysctl net.ipv4.ip_forward' },
      evidence: ['Read-only file system'],
    });
  });

  it('does not take it on trust that a change was made', async () => {
    node.ignoring.add('sysctl');
    expect(await codeOf(bring(everything(program()), context))).toMatchObject({
      code: 'resource.not-in-place',
      params: { resource: 'sysctl net.ipv4.ip_forward', aspect: 'value', found: '0', wanted: '1' },
    });
  });

  it('proves each time, and a proof is no change', async () => {
    const proof: Resource = { kind: 'proof', proof: { name: 'system-pods-ready' }, timeoutSeconds: 1 };
    expect(await bring([proof], context)).toBe('satisfied');
    expect(proven).toEqual(['system-pods-ready']);
  });

  it('never shows a secret in a difference or a diff', async () => {
    node.put('/etc/x.conf', 'key: value of an older k', 0o600);
    const judgements = await observeAll(everything(program()), context);
    const diffs = await Promise.all(judgements.map((judgement) => diffOf(judgement, context)));
    expect(diffs[1]).toBe('(secret content differs)');
    expect(JSON.stringify([judgements, diffs])).not.toContain('value of');
    expect(diffs[2]).toBe('@@ line 1 @@\n+10.0.0.1 m1');
  });
});
