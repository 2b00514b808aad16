import { beforeEach, describe, expect, it, vi } from 'vitest';
import { secret } from '../../../shared/model/content.ts';
import type { CommandResource } from '../../../shared/model/resource.ts';
import { bring } from './bring.ts';
import { type Bringing, bringing, codeOf } from './bringing.fixture.ts';

let node: Bringing['node'];
let context: Bringing['context'];
let events: Bringing['events'];
let states: Bringing['states'];
beforeEach(() => {
  ({ node, context, events, states } = bringing());
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

  it('is not run a second time after it succeeded, however long its work does not show', async () => {
    node.commands.set('kubeadm', {
      argv: ['earlier'],
      state: 'finished',
      script: { output: '', status: 0 },
      cluster: 'cluster-1',
    });
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout'], shouldAdvanceTime: true, advanceTimeDelta: 20_000 });
    try {
      expect(await codeOf(bring([command], context))).toMatchObject({ code: 'command.not-shown' });
    } finally {
      vi.useRealTimers();
    }
    expect(node.trips.flat()).not.toContain('start');
  });

  describe('with a guard', () => {
    const guarded: CommandResource = { ...command, guard: { absent: '/var/completed', silent: ['etcdctl', 'get'] } };
    const answer = (guard: { status: number; output: string }) => {
      node.run = (argv) => (argv[0] === 'etcdctl' ? guard : { status: 0, output: joined ? 'node/m1\n' : '' });
    };
    beforeEach(() => {
      node.script = () => succeeding;
    });

    it('is started where nothing stands in the way', async () => {
      answer({ status: 0, output: '' });
      expect(await bring([guarded], context)).toBe('changed');
    });

    it.each([
      ['etcd holds a cluster', { status: 0, output: '/registry/a\n' }],
      ['etcd cannot tell', { status: 1, output: '' }],
    ])('is not started, and its inputs are gone again, where %s', async (_, guard) => {
      answer(guard);
      expect(await codeOf(bring([guarded], context))).toMatchObject({ code: 'command.guarded' });
      expect(node.commands.has('kubeadm')).toBe(false);
      expect(node.files.has('/etc/barque/join.conf')).toBe(false);
    });

    it('goes on after an attempt that was cut off, which may have stored something, but never on a completed cluster', async () => {
      answer({ status: 0, output: '/registry/a\n' });
      const cutOff = { argv: ['earlier'], state: 'lost', script: succeeding, cluster: 'cluster-1' } as const;
      node.commands.set('kubeadm', { ...cutOff });
      node.files.set('/var/completed', { type: 'file', mode: 0o600, content: Buffer.from('') });
      expect(await codeOf(bring([guarded], context))).toMatchObject({ code: 'command.guarded' });
      node.files.delete('/var/completed');
      expect(await bring([guarded], context)).toBe('changed');
    });
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

  it('that fails is told of by what it waited for: in the problem below the end of its output, and in the step’s log', async () => {
    const tells = [
      ['journalctl', '--unit', 'kubelet'],
      ['crictl', 'ps'],
      ['nothing', 'said'],
    ];
    node.script = () => ({ output: 'not healthy\n', status: 1 });
    const before = node.run;
    node.run = (argv) =>
      argv[0] === 'journalctl'
        ? { status: 0, output: 'swap\u001b[31m is on\n' }
        : argv[0] === 'crictl'
          ? { status: 127, output: '' }
          : before(argv);
    const evidence = ['not healthy', '$ journalctl --unit kubelet', 'swap is on'];
    expect(await codeOf(bring([{ ...command, tells }], context))).toMatchObject({ code: 'command.failed', evidence });
    expect(events.flatMap((e) => (e.type === 'step-output' ? [e.line] : []))).toEqual(evidence);
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
