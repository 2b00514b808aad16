import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { secret } from '../../../shared/model/content.ts';
import { layout } from '../../../shared/model/layout.ts';
import type { CommandResource, ImagesResource, Resource } from '../../../shared/model/resource.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { bring } from './bring.ts';
import type { ResourceContext, ResourceEvent } from './context.ts';
import { diffOf } from './diff.ts';
import { MemoryNode } from './memory-node.fixture.ts';
import { observeAll } from './observe.ts';

const sha256 = (content: Buffer | string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const abort = new AbortController();
let node: MemoryNode;
let events: ResourceEvent[];
let proven: string[];
let blobs: Map<string, Buffer>;
let context: ResourceContext;

beforeEach(() => {
  node = new MemoryNode();
  events = [];
  proven = [];
  blobs = new Map();
  context = {
    node,
    resolve: (part) => Promise.resolve('secret' in part ? `value of ${part.secret}` : `certificate ${part.certificate}`),
    blobs: {
      open: async function* (digest) {
        yield await Promise.resolve(blobs.get(digest) ?? Buffer.alloc(0));
      },
      size: (digest) => blobs.get(digest)?.length ?? 0,
    },
    cluster: 'cluster-1',
    emit: (event) => events.push(event),
    prove: ({ proof }) => {
      proven.push(proof.name);
      return Promise.resolve();
    },
    signal: abort.signal,
  };
});

const blob = (content: Buffer | string): string => {
  blobs.set(sha256(content), Buffer.from(content));
  return sha256(content);
};
const states = async (resources: readonly Resource[]) => (await observeAll(resources, context)).map((j) => j.state);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0] : error),
  );
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

describe('images', () => {
  const image = (name: string, layers: readonly string[]): ImagesResource['images'][number] => {
    const digests = layers.map((layer) => blob(layer));
    return { name, digest: blob(JSON.stringify({ schemaVersion: 2, layers: digests, name })), blobs: digests };
  };
  const importing = (images: readonly ImagesResource['images'][number][]) => {
    const ask = node.ask.bind(node);
    node.ask = async (asks, signal) => {
      const result = await ask(asks, signal);
      if (asks.some((a) => a.verb === 'import'))
        for (const { name, digest } of images) node.images.set(name, { digest, pinned: true });
      return result;
    };
  };

  it('that are missing are sent in one archive, without what containerd has; others are only pinned', async () => {
    const [there, loose, missing, other] = [
      image('r/a:1', ['base']),
      image('r/b:1', ['b']),
      image('r/c:1', ['base', 'c']),
      image('r/d:2', ['d']),
    ];
    node.images.set('r/a:1', { digest: there.digest, pinned: true }).set('r/b:1', { digest: loose.digest, pinned: false });
    node.images.set('r/d:2', { digest: sha256('an older one'), pinned: true });
    node.content.add(sha256('base'));
    importing([missing, other]);
    const resource: Resource = { kind: 'images', images: [there, loose, missing, other] };
    expect((await observeAll([resource], context))[0]?.detail.map((d) => `${d.aspect} ${d.found}`)).toEqual([
      'r/b:1 unpinned',
      'r/c:1 missing',
      'r/d:2 other',
    ]);
    expect(await bring([resource], context)).toBe('changed');
    const [archive = Buffer.alloc(0)] = node.imported;
    const entries = new Set(archive.toString('latin1').match(/blobs\/sha256\/[0-9a-f]{64}/g));
    expect([...entries].sort()).toEqual(
      [missing.digest, sha256('c'), other.digest, sha256('d')].map((d) => `blobs/${d.replace(':', '/')}`).sort(),
    );
    expect(node.images.get('r/b:1')?.pinned).toBe(true);
    expect(await states([resource])).toEqual(['satisfied']);
  });
});

describe('a command', () => {
  const command: CommandResource = {
    kind: 'command',
    unit: 'kubeadm',
    argv: ['kubeadm', 'join'],
    again: [{ when: ['is-ready'], argv: ['kubeadm', 'join', '--rest'] }, { argv: ['kubeadm', 'join', '--again'] }],
    done: ['kubectl', 'get'],
    donePrints: 'node/m1',
    inputs: [{ kind: 'file', path: '/etc/barque/join.conf', mode: 0o600, content: [secret('join')] }],
    timeoutSeconds: 60,
    undo: 'irreversible',
  };
  let joined: boolean;
  let ready: boolean;
  beforeEach(() => {
    joined = false;
    ready = false;
    node.run = (argv) =>
      argv[0] === 'is-ready' ? { status: ready ? 0 : 1, output: '' } : { status: 0, output: joined ? 'x\nnode/m1\n' : '' };
  });
  const succeeding = { output: 'one\ntwo\u001b[31m!\n', status: 0, effect: () => (joined = true) };

  it('runs to its end, shows its output, and has its inputs only for that long', async () => {
    let input: string | undefined;
    node.script = () => {
      input = node.text('/etc/barque/join.conf');
      return succeeding;
    };
    expect(await bring([command], context)).toBe('changed');
    expect(input).toBe('value of join');
    expect(node.files.has('/etc/barque/join.conf')).toBe(false);
    expect(events.flatMap((e) => (e.type === 'step-output' ? [e.line] : []))).toEqual(['one', 'two!']);
    expect(node.commands.get('kubeadm')?.argv).toEqual(command.argv);
    expect(await bring([command], context)).toBe('satisfied');
  });

  it('that runs already is not started again but waited for', async () => {
    node.commands.set('kubeadm', { argv: ['earlier'], state: 'running', script: succeeding, cluster: 'cluster-1' });
    expect(await bring([command], context)).toBe('changed');
    expect(node.trips.flat()).not.toContain('start');
  });

  it('is taken up again after an attempt on this cluster that was cut off or failed, and only then', async () => {
    node.script = () => succeeding;
    for (const [state, cluster, isReady, argv] of [
      ['lost', 'cluster-1', false, ['kubeadm', 'join', '--again']],
      ['finished', 'cluster-1', false, ['kubeadm', 'join', '--again']],
      ['finished', 'cluster-1', true, ['kubeadm', 'join', '--rest']],
      ['lost', 'another', true, command.argv],
    ] as const) {
      joined = false;
      ready = isReady;
      node.commands.set('kubeadm', { argv: [], state, script: { output: '', status: 1 }, cluster });
      await bring([command], context);
      expect(node.commands.get('kubeadm')?.argv).toEqual(argv);
    }
  });

  it('that fails is a problem with the end of its output, and keeps its inputs for the next attempt', async () => {
    const output = Array.from({ length: 100 }, (_, i) => `line ${i}\n`).join('');
    node.script = () => ({ output, status: 2 });
    const problem = await codeOf(bring([command], context));
    expect(problem).toMatchObject({ code: 'command.failed', host: 'm1', params: { status: 2 } });
    expect(problem).toMatchObject({ evidence: output.trimEnd().split('\n').slice(-30) });
  });

  it('that never ends is stopped when its time is over', async () => {
    node.script = () => ({ output: 'waiting', status: undefined });
    expect(await codeOf(bring([{ ...command, timeoutSeconds: 0 }], context))).toMatchObject({ code: 'command.timeout' });
    expect(node.commands.get('kubeadm')?.state).toBe('lost');
  });

  it('that was stopped under way is a problem', async () => {
    node.commands.set('kubeadm', {
      argv: [],
      state: 'running',
      script: { output: 'a', status: undefined },
      cluster: 'cluster-1',
    });
    const ask = node.ask.bind(node);
    node.ask = (asks, signal) => {
      const command = node.commands.get('kubeadm');
      if (asks.some((a) => a.verb === 'wait' && a.args[2] !== '0') && command) command.state = 'lost';
      return ask(asks, signal);
    };
    expect(await codeOf(bring([command], context))).toMatchObject({ code: 'command.lost', evidence: ['a'] });
  });

  it('whose work is done leaves no input behind', async () => {
    joined = true;
    node.put('/etc/barque/join.conf', 'left over');
    expect(await states([command])).toEqual(['unsatisfied']);
    await bring([command], context);
    expect(node.files.has('/etc/barque/join.conf')).toBe(false);
    expect(node.trips.flat()).not.toContain('start');
  });
});

describe('a manifest', () => {
  const content =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: b\n  annotations:\n    x: "1"\n';
  const manifest: Resource = { kind: 'manifest', path: `${layout.manifests}/a.yaml`, content };
  let applied: string | undefined;
  beforeEach(() => {
    applied = undefined;
    node.run = (argv) => {
      if (argv.includes('apply')) applied = node.text(`${layout.manifests}/a.yaml`);
      if (argv.includes('get'))
        return applied === undefined
          ? { status: 1, errors: 'NotFound' }
          : { status: 0, output: `${sha256(content)}\n`.repeat(2) };
      return { status: 0 };
    };
  });

  it('is applied with its digest on every object, and stands while all of them have it', async () => {
    expect(await bring([manifest], context)).toBe('changed');
    expect(applied?.match(/barque\/digest: sha256:[0-9a-f]{64}/g)).toEqual([
      `barque/digest: ${sha256(content)}`,
      `barque/digest: ${sha256(content)}`,
    ]);
    expect(applied).toContain("x: '1'");
    expect(await states([manifest])).toEqual(['satisfied']);
    node.run = () => ({ status: 0, output: `${sha256(content)}\nsha256:older\n` });
    expect(await states([manifest])).toEqual(['unsatisfied']);
  });

  it('waits for an API that does not answer yet, but not for one that says no', async () => {
    const run = node.run;
    let refusals = 1;
    node.run = (argv) => (argv.includes('apply') && refusals-- > 0 ? { status: 1, errors: 'connection refused' } : run(argv));
    expect(await bring([manifest], context)).toBe('changed');
    applied = undefined;
    node.run = (argv) => (argv.includes('apply') ? { status: 1, errors: 'error: a is invalid' } : run(argv));
    expect(await codeOf(bring([manifest], context))).toMatchObject({
      code: 'manifest.refused',
      evidence: ['error: a is invalid'],
    });
  });
});
