import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { zipOf } from './zip.ts';

const signal = new AbortController().signal;
const files = [
  { path: 'README.zh.md', content: Buffer.from('# 集群 demo 的导出内容\n') },
  { path: 'kubeadm/m1/etc/kubernetes/pki/ca.crt', content: Buffer.from('certificate\n'.repeat(500)) },
  { path: 'empty', content: Buffer.alloc(0) },
];
const has7z = spawnSync('7z', ['i']).status === 0;

/** Writes an archive where 7-Zip finds it. */
async function archive(passphrase?: string): Promise<{ directory: string; path: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'barque-zip-'));
  const path = join(directory, 'demo.zip');
  writeFileSync(path, await zipOf(files, passphrase, signal));
  return { directory, path };
}
const sevenZip = (args: readonly string[]) => execFileSync('7z', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

describe('an archive', () => {
  test('of the same files is the same bytes, smaller than they are', async () => {
    const [one, two] = [await zipOf(files, undefined, signal), await zipOf(files, undefined, signal)];
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(true);
    expect(one.length).toBeLessThan(1500);
  });

  test('with a passphrase has nothing of the content in the clear, and is never the same twice', async () => {
    const plain = [{ path: 'ca.key', content: Buffer.from('not compressible: 0123456789') }];
    const [one, two] = [await zipOf(plain, 'secret', signal), await zipOf(plain, 'secret', signal)];
    expect(Buffer.from(one).includes('0123456789')).toBe(false);
    expect(Buffer.from(one).equals(Buffer.from(two))).toBe(false);
  });

  test('that is no longer wanted is not made', async () => {
    await expect(zipOf(files, undefined, AbortSignal.abort())).rejects.toThrow('aborted');
  });
});

describe.skipIf(!has7z)('an archive in 7-Zip', () => {
  test('opens, with its files for their owner alone', async () => {
    const { directory, path } = await archive();
    sevenZip(['x', `-o${join(directory, 'out')}`, path]);
    for (const { path: name, content } of files) {
      const out = join(directory, 'out', name);
      expect(readFileSync(out).equals(content), name).toBe(true);
      expect(statSync(out).mode & 0o777, name).toBe(0o600);
    }
  });

  test('opens with its passphrase, encrypted with AES-256', async () => {
    const { directory, path } = await archive('pass é 口令');
    expect(sevenZip(['l', '-slt', path])).toMatch(/Method = AES-256/);
    sevenZip(['x', '-ppass é 口令', `-o${join(directory, 'out')}`, path]);
    for (const { path: name, content } of files)
      expect(readFileSync(join(directory, 'out', name)).equals(content), name).toBe(true);
  });

  test('does not open with another passphrase', async () => {
    const { directory, path } = await archive('right');
    expect(() => sevenZip(['x', '-pwrong', `-o${join(directory, 'out')}`, path])).toThrow();
  });
});
