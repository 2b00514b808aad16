import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openWorkspace, createWorkspace } from '../../engine/workspace/workspace.ts';
import { main } from '../main.ts';

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
let demo = '';
let [ours, theirs] = ['', ''];
const cost = { N: 16, r: 1, p: 1 };
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-cli-vault-'));
  demo = join(dir, 'demo.barque');
  [ours, theirs] = [join(dir, 'ours'), join(dir, 'theirs')];
  await writeFile(ours, 'three masts\n', { mode: 0o600 });
  await writeFile(theirs, 'their words\n', { mode: 0o600 });
  const { vault } = await createWorkspace(demo, 'demo', { spec: 'spec' }, { cost });
  await vault.setAll({ 'pki.kubernetes-ca.key': 'hunter22', ssh: 'lab-password' });
});
afterEach(() => rm(dir, { recursive: true }));
const vaultText = () => readFile(join(demo, 'vault.json'), 'utf8');
const stateOf = async (...more: string[]): Promise<unknown> =>
  JSON.parse((await barque('vault', 'status', '-w', demo, '--json', ...more)).out);

describe('barque vault', () => {
  test('protects a plain vault, and changes the passphrase for who knows it', async () => {
    expect(await stateOf()).toMatchObject({ type: 'vault', state: 'plain', handedOver: [] });
    expect((await barque('vault', 'status', '-w', demo)).out).toBe('not encrypted, 2 secrets\n');
    expect(await barque('vault', 'protect', '-w', demo, '--passphrase', ours)).toMatchObject({ exit: 0, err: '' });
    expect(await vaultText()).not.toContain('hunter22');
    expect(await stateOf()).toMatchObject({ state: 'locked' });
    expect((await barque('vault', 'protect', '-w', demo, '--passphrase', theirs)).exit).toBe(2);
    const wrong = await barque('vault', 'passphrase', '-w', demo, '--passphrase', theirs, '--new-passphrase', theirs);
    expect(wrong.err).toContain('[vault.wrong-passphrase]');
    const changed = await barque('vault', 'passphrase', '-w', demo, '--passphrase', ours, '--new-passphrase', theirs);
    expect(changed).toMatchObject({ exit: 0, err: '' });
    const { vault } = await openWorkspace(demo);
    await vault.unlock('their words');
    expect(await vault.get('ssh')).toBe('lab-password');
  });

  test.each([
    [['vault', 'protect'], '--new-passphrase'],
    [['vault', 'hand-over', '--to', 'x'], '--new-passphrase'],
    [['vault', 'hand-over'], '--to DIR'],
  ])('%j says what is missing where nobody can be asked', async (command, missing) => {
    const { exit, err } = await barque(...command, '-w', demo);
    expect(exit).toBe(64);
    expect(err.split('\n')[0]).toContain(missing);
  });

  test('hands over under another passphrase, and forgets for who types the name', async () => {
    const to = join(dir, 'copy');
    const handed = await barque('vault', 'hand-over', '-w', demo, '--to', to, '--new-passphrase', theirs, '--json');
    expect(JSON.parse(handed.out)).toMatchObject({ type: 'handed-over', to, secrets: 1 });
    const refused = await barque('vault', 'forget', '-w', demo);
    expect(refused.exit).toBe(2);
    expect(refused.err).toContain('[vault.not-confirmed]');
    expect((await barque('vault', 'forget', '-w', demo, '--confirm', 'demo')).out).toContain('2 secrets erased');
    expect(await readdir(demo)).not.toContain('vault.json');
    expect(await stateOf()).toMatchObject({ handedOver: [{ to }], erased: { secrets: ['pki.kubernetes-ca.key', 'ssh'] } });
  });
});

describe('a command that needs secrets', () => {
  test('does not open a locked vault without its passphrase, nor with a passphrase file that others may read', async () => {
    await (await openWorkspace(demo, { cost })).vault.protect('three masts');
    const before = await vaultText();
    expect((await barque('status', '-w', demo)).err).toContain('[spec.');
    await writeFile(join(demo, 'cluster.yaml'), (await barque('spec', 'example')).out);
    expect((await barque('status', '-w', demo)).err).toContain('[vault.locked]');
    expect((await barque('status', '-w', demo, '--passphrase', theirs)).err).toContain('[vault.wrong-passphrase]');
    await writeFile(join(dir, 'open'), 'three masts', { mode: 0o644 });
    expect((await barque('status', '-w', demo, '--passphrase', join(dir, 'open'))).err).toContain('[secrets.file-mode]');
    expect(await vaultText()).toBe(before);
  });
});
