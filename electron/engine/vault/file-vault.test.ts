import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { FileVault } from './file-vault.ts';
import type { KeyProtector } from './vault.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-vault-'));
  path = join(dir, 'vault.json');
});
afterEach(() => rm(dir, { recursive: true }));

const cost = { N: 16, r: 1, p: 1 };
const passphrase = 'three masts';
const newVault = () => new FileVault(path, { cost });
const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0] : error),
  );
const codeOf = async (work: Promise<unknown>) => {
  const found = await problemOf(work);
  return typeof found === 'object' && found !== null && 'code' in found ? found.code : found;
};
async function encrypted(secrets: Record<string, string> = { a: 'hunter22' }): Promise<FileVault> {
  const vault = newVault();
  await vault.protect(passphrase);
  await vault.setAll(secrets);
  return vault;
}

describe.each(['plain', 'encrypted'] as const)('a vault that is %s', (kind) => {
  const opened = async () => {
    const vault = newVault();
    if (kind === 'plain') return vault;
    if ((await vault.state()) === 'plain') await vault.protect(passphrase);
    else await vault.unlock(passphrase);
    return vault;
  };

  it('keeps secrets for its owner alone, and nothing but the file', async () => {
    const vault = await opened();
    expect(await vault.get('a')).toBeUndefined();
    await vault.set('b', 'two\nlines');
    await vault.setAll({ a: 'one', c: '', d: 'x' });
    await vault.set('b', 'other');
    await vault.remove(['d', 'e']);
    const again = await opened();
    expect(await again.names()).toEqual(['a', 'b', 'c']);
    expect(await Promise.all(['a', 'b', 'c', 'd', 'constructor'].map((name) => again.get(name)))).toEqual([
      'one',
      'other',
      '',
      undefined,
      undefined,
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(['vault.json']);
  });

  it('loses no secret where many are set at once', async () => {
    const vaults = [await opened(), await opened()];
    await Promise.all(vaults.flatMap((vault, v) => [0, 1, 2, 3, 4].map((i) => vault.set(`v${v}.${i}`, 'x'))));
    expect((await vaults[0]?.names())?.length).toBe(10);
  });

  it('loses no secret where two processes set them', async () => {
    await opened();
    const writer = (name: string) => {
      const source = `
        import { FileVault } from ${JSON.stringify(new URL('./file-vault.ts', import.meta.url).href)};
        const vault = new FileVault(${JSON.stringify(path)}, { cost: ${JSON.stringify(cost)} });
        await vault.unlock(${JSON.stringify(passphrase)});
        for (let i = 0; i < 20; i++) await vault.set('${name}.' + i, 'x');`;
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], { stdio: 'inherit' });
      return once(child, 'exit');
    };
    expect(await Promise.all([writer('a'), writer('b')])).toEqual([
      [0, null],
      [0, null],
    ]);
    expect((await (await opened()).names()).length).toBe(40);
  });

  it('goes on after a write that failed, and leaves a file that it cannot read as it was', async () => {
    const vault = new FileVault(join(dir, 'later', 'vault.json'));
    expect(await problemOf(vault.set('a', 'x'))).toMatchObject({ code: 'workspace.unusable', params: { reason: 'ENOENT' } });
    const other = newVault();
    await writeFile(path, 'broken', { mode: 0o600 });
    expect(await codeOf(other.set('a', 'x'))).toBe('vault.damaged');
    expect(await codeOf(other.protect(passphrase))).toBe('vault.damaged');
    expect(await readFile(path, 'utf8')).toBe('broken');
    await rm(path);
    await other.set('a', 'x');
    expect(await other.names()).toEqual(['a']);
  });

  it('tells whoever watches what goes in and comes out', async () => {
    const vault = await opened();
    const told: string[] = [];
    const stop = vault.watch((values) => told.push(...values));
    await vault.setAll({ a: 'one', b: 'two' });
    await vault.get('a');
    await vault.getAll(['b', 'c']);
    stop();
    await vault.get('a');
    expect(told).toEqual(['one', 'two', 'one', 'two']);
  });

  it.skipIf(process.platform === 'win32')('is refused when others may read it', async () => {
    await (await opened()).set('a', 'x');
    await chmod(path, 0o640);
    expect(await problemOf(newVault().state())).toMatchObject({ code: 'secrets.file-mode', params: { path, mode: '0640' } });
  });
});

describe('the plain vault', () => {
  it('does not quote itself when it is broken', async () => {
    await writeFile(path, '{"schema":"barque-vault/plain-v1","secrets":{"a":"hunter22"', { mode: 0o600 });
    expect(JSON.stringify(await problemOf(newVault().get('a')))).not.toContain('hunter');
  });

  it('is encrypted in one step: its text is nowhere any more, not in what the name pointed to before either', async () => {
    const vault = newVault();
    await vault.set('a', 'hunter22');
    await writeFile(`${path}.0123456789ab.tmp`, 'a draft of a killed process: hunter22', { mode: 0o600 });
    const old = await open(path, 'r');
    await vault.protect(passphrase);
    expect(await old.readFile('utf8')).not.toContain('hunter22');
    await old.close();
    expect(await readdir(dir)).toEqual(['vault.json']);
    expect(await readFile(path, 'utf8')).not.toContain('hunter22');
    expect(await vault.get('a')).toBe('hunter22');
  });
});

describe('the encrypted vault', () => {
  it('gives nothing and takes nothing while it is locked', async () => {
    const vault = await encrypted();
    expect(await vault.state()).toBe('unlocked');
    vault.lock();
    const before = await readFile(path, 'utf8');
    expect(await vault.state()).toBe('locked');
    // All are begun at once, so all are waited for at once: a refusal that nobody waits for yet ends the process.
    const works = [vault.get('a'), vault.names(), vault.set('b', 'x'), vault.remove(['a']), vault.revoke('keychain')];
    expect(await Promise.all(works.map(codeOf))).toEqual(works.map(() => 'vault.locked'));
    expect(await codeOf(vault.unlock('three mists'))).toBe('vault.wrong-passphrase');
    expect(await readFile(path, 'utf8')).toBe(before);
    await vault.unlock(passphrase);
    expect(await vault.get('a')).toBe('hunter22');
  });

  it('opens for the same passphrase however a keyboard composes it', async () => {
    await newVault().protect('cafe\u0301 noir');
    await newVault().unlock('caf\u00e9 noir');
  });

  it('that another process made of a plain one is not written over, and has what that one wrote before', async () => {
    const [plain, other] = [newVault(), newVault()];
    await plain.set('a', 'x');
    const [, late] = await Promise.all([other.protect(passphrase), codeOf(plain.set('b', 'y'))]);
    expect(await codeOf(plain.set('c', 'z'))).toBe('vault.locked');
    expect(await other.names()).toEqual(late === 'nothing' ? ['a', 'b'] : ['a']);
  });

  it('changes its passphrase for who knows the present one, and with it the key', async () => {
    const [vault, other] = [await encrypted(), newVault()];
    await other.unlock(passphrase);
    const old = await readFile(path, 'utf8');
    expect(await codeOf(vault.protect('four masts'))).toBe('vault.wrong-passphrase');
    expect(await codeOf(vault.protect('four masts', 'three mists'))).toBe('vault.wrong-passphrase');
    expect(await codeOf(vault.protect('short', passphrase))).toBe('vault.passphrase-short');
    expect(await readFile(path, 'utf8')).toBe(old);
    await vault.protect('four masts', passphrase);
    expect(await vault.get('a')).toBe('hunter22');
    expect(await codeOf(other.get('a'))).toBe('vault.locked');
    expect(await codeOf(newVault().unlock(passphrase))).toBe('vault.wrong-passphrase');
    await other.unlock('four masts');
    expect(await other.get('a')).toBe('hunter22');
  });

  it('makes guessing dearer when it is opened by a program that wants that', async () => {
    await encrypted();
    const costs = async () => /"scrypt":\{[^}]*\}/.exec(await readFile(path, 'utf8'))?.[0];
    await new FileVault(path, { cost: { N: 32, r: 2, p: 1 } }).unlock(passphrase);
    expect(await costs()).toBe('"scrypt":{"N":32,"r":2,"p":1}');
    const vault = newVault();
    await vault.unlock(passphrase);
    expect(await vault.get('a')).toBe('hunter22');
    expect(await costs(), 'never cheaper').toBe('"scrypt":{"N":32,"r":2,"p":1}');
  });

  it('does not go on with a plain vault that was put in its place', async () => {
    const vault = await encrypted();
    await rm(path);
    expect(await codeOf(vault.set('b', 'x'))).toBe('vault.tampered');
    await new FileVault(path).set('a', 'planted');
    expect(await codeOf(vault.get('a'))).toBe('vault.tampered');
  });

  it('may be opened by a protector for as long as it is trusted', async () => {
    const mask = (bytes: Uint8Array) => Promise.resolve(bytes.map((byte) => byte ^ 0x5a));
    const keychain: KeyProtector = { name: 'keychain', protect: mask, recover: mask };
    const vault = await encrypted();
    await vault.trust(keychain);
    await vault.trust(keychain);
    expect(await vault.protectors()).toEqual(['keychain']);
    const again = newVault();
    expect(await again.unlockWith({ ...keychain, name: 'other' })).toBe(false);
    expect(await again.unlockWith({ ...keychain, recover: () => Promise.reject(new Error('another machine')) })).toBe(false);
    expect(await again.unlockWith(keychain)).toBe(true);
    expect(await again.get('a')).toBe('hunter22');
    const wrongKey: KeyProtector = { ...keychain, recover: () => Promise.resolve(new Uint8Array(32)) };
    expect(await codeOf(newVault().unlockWith(wrongKey))).toBe('vault.tampered');
    await again.revoke('keychain');
    expect(await newVault().unlockWith(keychain)).toBe(false);
    await vault.trust(keychain);
    await vault.protect('four masts', passphrase);
    expect(await vault.protectors(), 'a new key is not the old protector’s').toEqual([]);
  });
});

it('is locked by hand as soon as nobody holds it any more', async () => {
  const vault = await encrypted();
  const release = vault.hold();
  vault.lock();
  expect(await vault.get('a')).toBe('hunter22');
  release();
  expect(await vault.state()).toBe('locked');
});

describe('a vault that locks itself when it is idle', () => {
  it('counts from the last use, and not while it is held', async () => {
    const armed = new Set<() => void>();
    const timer = (ms: number, work: () => void) => {
      expect(ms).toBe(60_000);
      armed.add(work);
      return () => void armed.delete(work);
    };
    const vault = new FileVault(path, { cost, idle: { ms: 60_000, timer } });
    await vault.protect(passphrase);
    await vault.set('a', 'x');
    expect(armed.size).toBe(1);
    const releases = [vault.hold(), vault.hold()];
    await vault.get('a');
    releases[0]?.();
    releases[0]?.();
    expect(armed.size, 'held by somebody still').toBe(0);
    releases[1]?.();
    expect(armed.size).toBe(1);
    for (const fire of armed) fire();
    expect(await vault.state()).toBe('locked');
    expect(armed.size).toBe(0);
  });
});
