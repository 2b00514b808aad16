import { beforeEach, describe, expect, test } from 'vitest';
import type { StaticPodsResource } from '../../../shared/model/resource.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { bring } from './bring.ts';
import type { ResourceContext } from './context.ts';
import { MemoryNode } from './memory-node.fixture.ts';
import { observeAll } from './observe.ts';

// the memory host's files were all changed in second 1000 of the epoch
const [before, after] = ['960.5000000000', '1020.2500000000'];
const id = (digit: string) => digit.repeat(64);
const files = { 'kube-apiserver': '/etc/kubernetes/pki/apiserver.crt', 'kube-scheduler': '/etc/kubernetes/scheduler.conf' };
const named = (component: string) =>
  `labels."io.kubernetes.pod.namespace"==kube-system,labels."io.kubernetes.pod.name"==${component}-m1,labels."io.kubernetes.container.name"==${component}`;
/** A container of somebody else's, older than all. */
const foreign = `900.0 /run/containers/${id('e')}`;
const resource: StaticPodsResource = {
  kind: 'static-pods',
  node: 'm1',
  pods: Object.entries(files).map(([component, path]) => ({ component, watch: [path] })),
  graceSeconds: 60,
  timeoutSeconds: 60,
};

let node: MemoryNode;
let context: ResourceContext;
/** What runs, by component; a container that is ended is followed by another. */
let pods: Map<string, { id: string; started: string }>;
let ended: string[];
let signals: string[];
/** Whether containers take no notice of being asked to end. */
let deaf: boolean;
beforeEach(() => {
  signals = [];
  deaf = false;
  node = new MemoryNode();
  for (const path of Object.values(files)) node.put(path, 'new');
  pods = new Map([
    ['kube-apiserver', { id: id('a'), started: before }],
    ['kube-scheduler', { id: id('b'), started: after }],
  ]);
  ended = [];
  node.run = (argv) => {
    if (argv.includes('kill')) {
      const container = argv.at(-1) ?? '';
      ended.push(container);
      signals.push(argv.at(-2) ?? '');
      if (deaf && signals.at(-1) === 'SIGTERM') return { status: 0 };
      for (const pod of pods.values()) if (pod.id === container) Object.assign(pod, { id: id('c'), started: after });
      return { status: 0 };
    }
    if (argv[0] === 'find') {
      const lines = [...pods.values()].map((pod) => `${pod.started} /run/containers/${pod.id}\n`);
      return { status: 0, output: `${foreign}\n${lines.join('')}` };
    }
    const [, pod] = [...pods].find(([name]) => argv.at(-1) === named(name)) ?? [];
    return { status: 0, output: `${id('f')}\n${pod?.id ?? ''}\n` };
  };
  context = {
    node,
    resolve: () => Promise.resolve(''),
    blobs: { open: async function* () {}, size: () => 0 },
    cluster: 'c',
    emit: () => undefined,
    prove: () => Promise.resolve(),
    signal: new AbortController().signal,
  };
});
const judged = async () => (await observeAll([resource], context)).flatMap((judgement) => judgement.detail);

describe('static pods', () => {
  test('that began before their files changed are ended, once, and no others', async () => {
    expect((await judged()).map((difference) => difference.aspect)).toEqual(['kube-apiserver']);
    expect(await bring([resource], context)).toBe('changed');
    expect(ended).toEqual([id('a')]);
    expect(await judged()).toEqual([]);
    expect(await bring([resource], context)).toBe('satisfied');
    expect(ended).toHaveLength(1);
  });

  test('that do not end by themselves in their time are ended', async () => {
    deaf = true;
    expect(await bring([{ ...resource, graceSeconds: 0 }], context)).toBe('changed');
    expect(ended).toEqual([id('a'), id('a')]);
    expect(signals).toEqual(['SIGTERM', 'SIGKILL']);
  });

  test('that began after that are left alone', async () => {
    pods.set('kube-apiserver', { id: id('a'), started: after });
    expect(await bring([resource], context)).toBe('satisfied');
    expect(ended).toEqual([]);
  });

  test('that are not seen are not as they should be; a container that ended is none', async () => {
    pods.delete('kube-scheduler');
    expect((await judged()).map(({ aspect, found }) => `${aspect}: ${found}`)).toEqual([
      'kube-apiserver: runs with older files',
      'kube-scheduler: not seen running',
    ]);
  });

  test('are not taken for up to date while one of their files is missing', async () => {
    node.files.delete(files['kube-scheduler']);
    expect((await judged()).map((difference) => difference.aspect)).toContain('kube-scheduler');
  });

  test('will run with older files where one of these is about to change', async () => {
    pods.set('kube-apiserver', { id: id('a'), started: after });
    const file = { kind: 'file', path: files['kube-apiserver'], mode: 0o644, content: 'newer' } as const;
    const [, pod] = await observeAll([file, resource], context);
    expect(pod?.state).toBe('unsatisfied');
  });

  test('whatever else the host prints ends no container', async () => {
    node.run = (argv) => {
      if (argv.includes('kill')) ended.push('one');
      const lines = [`$(reboot)`, `${before} /run/$(reboot)`, `now /run/${id('a')}`, `${before} /run/${id('a')}/..`];
      return { status: 0, output: [...lines, id('a'), ''].join('\n') };
    };
    const impatient = { ...resource, timeoutSeconds: -1 };
    const error: unknown = await bring([impatient], context).catch((caught: unknown) => caught);
    expect(error instanceof ProblemError && error.problems[0].code).toBe('resource.not-in-place');
    expect(ended).toEqual([]);
  });
});
