import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { layout } from '../../../shared/model/layout.ts';
import type { PackagesResource } from '../../../shared/model/resource.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { bring } from './bring.ts';
import type { ResourceContext } from './context.ts';
import { MemoryNode } from './memory-node.fixture.ts';
import { observeAll } from './observe.ts';

const digestOf = (content: string) => `sha256:${createHash('sha256').update(content).digest('hex')}`;
const file = (name: string) => ({ name, digest: digestOf(name), size: name.length });
const inStore = (name: string) => `${layout.state}/blobs/${digestOf(name).slice(7)}`;
const wanted = (format: PackagesResource['format']): PackagesResource => ({
  kind: 'packages',
  format,
  names: ['app'],
  files: [file('lib'), file('app')],
});

let node: MemoryNode;
/** The host's packages and their states, in dpkg's words. */
let host: Map<string, string>;
let sent: string[];
let commands: (readonly string[])[];
let context: ResourceContext;

beforeEach(() => {
  node = new MemoryNode();
  host = new Map([['base', 'installed']]);
  sent = [];
  commands = [];
  const states = (names: readonly string[]) => names.map((name) => `${name} ${host.get(name) ?? 'not-installed'}\n`).join('');
  const all = (names: readonly string[]) => names.every((name) => host.get(name) === 'installed');
  node.run = ([program = '', ...args]) => {
    const names = args.filter((word) => /^[a-z]+$/.test(word) && word !== 'sh');
    if (program === 'sh' || (program === 'rpm' && args.length === 1 + names.length)) return { status: all(names) ? 0 : 1 };
    const listing = args.some((word) => /version/i.test(word));
    return { status: all(names) ? 0 : 1, output: listing ? states([...host.keys()]) : states(names) };
  };
  node.script = (argv) => {
    commands.push(argv);
    const effect = () => ['lib', 'app'].forEach((name) => argv.includes(inStore(name)) && host.set(name, 'installed'));
    return { output: 'Setting up app', status: 0, effect };
  };
  context = {
    node,
    resolve: () => Promise.reject(new Error('no late values')),
    blobs: {
      open: async function* (digest) {
        const name = ['lib', 'app'].find((one) => digestOf(one) === digest) ?? '';
        sent.push(name);
        yield await Promise.resolve(Buffer.from(name));
      },
      size: () => 0,
    },
    cluster: 'cluster-1',
    emit: () => undefined,
    prove: () => Promise.resolve(),
    signal: new AbortController().signal,
  };
});

const stands = async (resource: PackagesResource) => (await observeAll([resource], context))[0]?.state;

describe('OS packages', () => {
  it.each([
    ['deb' as const, ['env', 'DEBIAN_FRONTEND=noninteractive', 'dpkg', '--force-confold', '--install']],
    ['rpm' as const, ['rpm', '--install', '--nosignature']],
  ])('of %s files are installed together, what they need first', async (format, begin) => {
    expect(await stands(wanted(format))).toBe('unsatisfied');
    expect(await bring([wanted(format)], context)).toBe('changed');
    expect(commands).toEqual([[...begin, inStore('lib'), inStore('app')]]);
    expect(await stands(wanted(format))).toBe('satisfied');
    expect(await bring([wanted(format)], context)).toBe('satisfied');
    expect(commands.length).toBe(1);
  });

  it('that are there in whatever version are neither sent nor installed', async () => {
    host.set('lib', 'installed');
    await bring([wanted('deb')], context);
    expect(sent).toEqual(['app']);
    expect(commands[0]?.slice(5)).toEqual([inStore('app')]);
  });

  it('that were unpacked and not configured are installed again', async () => {
    host.set('app', 'half-configured');
    expect(await stands(wanted('deb'))).toBe('unsatisfied');
    await bring([wanted('deb')], context);
    expect(host.get('app')).toBe('installed');
  });

  it('are not sent again where the host has the files already', async () => {
    node.put(inStore('lib'), 'lib');
    await bring([wanted('deb')], context);
    expect(sent).toEqual(['app']);
  });

  it('leave a list of what the host had before the first of them, for root only', async () => {
    await bring([wanted('deb')], context);
    host.delete('app');
    node.commands.clear();
    await bring([wanted('deb')], context);
    expect(node.text(`${layout.state}/before/packages`)).toBe('base installed\n');
    expect(node.files.get(`${layout.state}/before/packages`)).toMatchObject({ mode: 0o600 });
  });

  it('that would take the place of another of the host are not installed', async () => {
    const { run } = node;
    node.run = (argv) =>
      argv.includes('--dry-run') ? { status: 0, errors: 'dpkg: yes, will remove base in favour of app\n' } : run(argv);
    await expect(bring([wanted('deb')], context)).rejects.toMatchObject({
      problems: [{ code: 'resource.package-removed', params: { package: 'app', removed: 'base' } }],
    });
    expect(commands).toEqual([]);
  });

  it('that the host refuses are told of in its own words', async () => {
    node.script = () => ({ output: 'dpkg: dependency problems prevent configuration of app', status: 1 });
    const refused = await bring([wanted('deb')], context).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused instanceof ProblemError && refused.problems[0]).toMatchObject({
      code: 'command.failed',
      evidence: ['dpkg: dependency problems prevent configuration of app'],
    });
  });
});
