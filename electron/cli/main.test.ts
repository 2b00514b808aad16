import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { exampleSpec, presets } from '../../shared/spec/example.ts';
import { main } from './main.ts';

/** Runs the command line as a shell would; what it wrote, and its exit code. */
async function barque(...argv: string[]) {
  let out = '';
  let err = '';
  const onOut = vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  const onErr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
  try {
    return { exit: await main(argv, { LANG: 'C' }), out, err };
  } finally {
    onOut.mockRestore();
    onErr.mockRestore();
  }
}

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-cli-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe('barque', () => {
  test.each([[[]], [['--help']], [['apply', '-h']]])('%j explains itself on stdout', async (argv) => {
    const { exit, out, err } = await barque(...argv);
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toContain('barque apply  -f SPEC -b BUNDLE');
  });

  test('--lang zh explains itself in Chinese', async () => {
    expect((await barque('--lang', 'zh')).out).toContain('退出码');
    expect((await barque('--help', '--lang=zh')).out).toContain('退出码');
  });

  test('--version prints a version and nothing else', async () => {
    const { exit, out, err } = await barque('--version');
    expect({ exit, err }).toEqual({ exit: 0, err: '' });
    expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [['aply'], 'aply?'],
    [['spec'], 'spec?'],
    [['spec', 'chekc', 'x.yaml'], 'spec chekc x.yaml?'],
    [['constructor'], 'constructor?'],
    [['toString'], 'toString?'],
    [['apply', 'cluster.yaml'], 'cluster.yaml?'],
    [['spec', 'check', 'a.yaml', 'b.yaml'], 'b.yaml?'],
    [['apply', '--force'], '--force'],
    [['apply'], '--bundle'],
    [['apply', '-b', 'bundle'], '-f SPEC'],
    [['apply', '-b', 'bundle', '--skip', 'helm/m1'], '--skip'],
    [['status'], '-f SPEC'],
    [['spec', 'check'], 'FILE'],
    [['spec', 'example', '--preset', 'seven'], 'seven'],
    [['kubeconfig'], '--user NAME'],
    [['join-command', '--ttl', 'ever'], '--ttl ever'],
    [['tokens', 'delete'], 'tokens delete ID'],
    [['tokens', 'delete', 'abcdef.0123456789abcdef'], 'tokens delete ID'],
    [['certs'], 'certs?'],
    [['certs', 'list', '--within', 'soon', '-w', 'x'], 'soon'],
    [['certs', 'renew', '--only', 'etcd,everything', '-w', 'x'], 'everything'],
    [['export'], '-f SPEC'],
  ])('%j is a usage error: 64, with the word and the usage on stderr, nothing on stdout', async (argv, word) => {
    const { exit, out, err } = await barque(...argv);
    expect({ exit, out }).toEqual({ exit: 64, out: '' });
    expect(err.split('\n')[0]).toContain(word);
    expect(err).toContain('barque plan ');
  });

  test('it listens to signals no longer than it runs', async () => {
    const before = process.listenerCount('SIGINT') + process.listenerCount('SIGTERM');
    await barque('--version');
    await barque('aply');
    expect(process.listenerCount('SIGINT') + process.listenerCount('SIGTERM')).toBe(before);
  });
});

describe('barque spec', () => {
  test.each(presets)('the example %s is sound when it is checked', async (preset) => {
    const example = await barque('spec', 'example', '--preset', preset);
    expect(example).toEqual({ exit: 0, out: exampleSpec(preset), err: '' });
    const file = join(dir, 'cluster.yaml');
    await writeFile(file, example.out);
    const checked = await barque('spec', 'check', file);
    expect(checked).toMatchObject({ exit: 0, err: '' });
    expect(checked.out).toMatch(/: sound\. kubernetes, Kubernetes 1\.34\.4, 3 masters, [01] workers\.\n$/);
  });

  test('every problem of a spec is told on stderr by its path, and refused: 2', async () => {
    const file = join(dir, 'cluster.yaml');
    await writeFile(file, exampleSpec('three-in-one').replace('192.168.2.5', 'here').replace('1.34.4', 'v1.34'));
    const { exit, out, err } = await barque('spec', 'check', file);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(err).toContain('endpoint.address');
    expect(err).toContain('kubernetes.version');
    expect(err).toContain('    to do: ');
    expect((await barque('spec', 'check', '-f', file, '--lang', 'zh')).err).toMatch(/^问题: /);
  });

  test('a file that is not there is a problem that names it, as JSON too', async () => {
    const file = join(dir, 'none.yaml');
    const { exit, out, err } = await barque('spec', 'check', file, '--json');
    expect(exit).toBe(2);
    expect(JSON.parse(out)).toEqual({
      type: 'problems',
      problems: [{ code: 'spec.unreadable', params: { path: file, reason: 'ENOENT' } }],
    });
    expect(err).toContain(file);
  });
});

describe('a workspace that is not there', () => {
  test.each(['status', 'resume', 'verify'])('%s refuses and makes none', async (command) => {
    const { exit, err } = await barque(command, '-w', join(dir, 'none'));
    expect(exit).toBe(2);
    expect(err).toContain('[workspace.missing]');
    expect(await readdir(dir)).toEqual([]);
  });
});
