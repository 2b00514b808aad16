import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { PlainVault } from './plain-vault.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-vault-'));
  path = join(dir, 'vault.json');
});
afterEach(() => rm(dir, { recursive: true }));

const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0] : error),
  );

describe('the plain vault', () => {
  it('keeps secrets for its owner alone, and nothing but the file', async () => {
    const vault = new PlainVault(path);
    expect(await vault.get('a')).toBeUndefined();
    await vault.set('b', 'two\nlines');
    await vault.setAll({ a: 'one', c: '' });
    await vault.set('b', 'other');
    const again = new PlainVault(path);
    expect(await again.names()).toEqual(['a', 'b', 'c']);
    expect(await Promise.all(['a', 'b', 'c', 'constructor'].map((name) => again.get(name)))).toEqual([
      'one',
      'other',
      '',
      undefined,
    ]);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(dir)).toEqual(['vault.json']);
  });

  it('loses no secret where many are set at once', async () => {
    const vaults = [new PlainVault(path), new PlainVault(path)];
    await Promise.all(vaults.flatMap((vault, v) => [0, 1, 2, 3, 4].map((i) => vault.set(`v${v}.${i}`, 'x'))));
    expect((await vaults[0]?.names())?.length).toBe(10);
  });

  it('loses no secret where two processes set them', async () => {
    const writer = (name: string) => {
      const source = `
        import { PlainVault } from ${JSON.stringify(new URL('./plain-vault.ts', import.meta.url).href)};
        const vault = new PlainVault(${JSON.stringify(path)});
        for (let i = 0; i < 20; i++) await vault.set('${name}.' + i, 'x');`;
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', source], { stdio: 'inherit' });
      return once(child, 'exit');
    };
    expect(await Promise.all([writer('a'), writer('b')])).toEqual([
      [0, null],
      [0, null],
    ]);
    expect((await new PlainVault(path).names()).length).toBe(40);
  });

  it('goes on after a write that failed', async () => {
    const vault = new PlainVault(join(dir, 'later', 'vault.json'));
    expect(await problemOf(vault.set('a', 'x'))).toMatchObject({ code: 'workspace.unusable', params: { reason: 'ENOENT' } });
    const other = new PlainVault(path);
    await writeFile(path, 'broken', { mode: 0o600 });
    expect(await problemOf(other.set('a', 'x'))).toMatchObject({ code: 'workspace.broken' });
    await rm(path);
    await other.set('a', 'x');
    expect(await other.names()).toEqual(['a']);
  });

  it('does not quote itself when it is broken', async () => {
    await writeFile(path, '{"schema":"barque-vault/plain-v1","secrets":{"a":"hunter22"', { mode: 0o600 });
    expect(JSON.stringify(await problemOf(new PlainVault(path).get('a')))).not.toContain('hunter');
  });

  it.skipIf(process.platform === 'win32')('is refused when others may read it', async () => {
    await new PlainVault(path).set('a', 'x');
    await chmod(path, 0o640);
    expect(await problemOf(new PlainVault(path).get('a'))).toMatchObject({
      code: 'secrets.file-mode',
      params: { path, mode: '0640' },
    });
  });
});
