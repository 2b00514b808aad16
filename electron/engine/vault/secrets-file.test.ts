import { openSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explain, ProblemError } from '../../../shared/problems/problem.ts';
import { refuseUnlessOwnerOnly } from './owner-only.ts';
import { readSecrets } from './secrets-file.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-secrets-'));
  path = join(dir, 'secrets.yaml');
});
afterEach(() => rm(dir, { recursive: true }));

const signal = new AbortController().signal;
const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof ProblemError ? error.problems[0] : undefined),
  );

describe('readSecrets', () => {
  it.each([
    ['YAML', 'ssh-password: hunter22\npin: 0123\nyes: yes\nkey: |\n  -----BEGIN\n  abc\n'],
    ['JSON', '{"ssh-password": "hunter22", "pin": "0123", "yes": "yes", "key": "-----BEGIN\\nabc\\n"}'],
  ])('takes every value of %s as the text that it is', async (_, text) => {
    await writeFile(path, text, { mode: 0o400 });
    expect(Object.fromEntries(await readSecrets(path, signal))).toEqual({
      'ssh-password': 'hunter22',
      pin: '0123',
      yes: 'yes',
      key: '-----BEGIN\nabc\n',
    });
  });

  it('reads an open descriptor to its end', async () => {
    await writeFile(path, 'a: xyz', { mode: 0o600 });
    expect((await readSecrets(`fd:${openSync(path, 'r')}`, signal)).get('a')).toBe('xyz');
    expect(await problemOf(readSecrets('fd:4444', signal))).toMatchObject({ params: { source: 'fd:4444', reason: 'EBADF' } });
  });

  it.skipIf(process.platform === 'win32').each(['0644', '0640', '0660', '0700', '0602'])(
    'refuses a file of mode %s and tells the command that mends it',
    async (mode) => {
      await writeFile(path, 'a: x');
      await chmod(path, parseInt(mode, 8));
      const found = await problemOf(readSecrets(path, signal));
      expect(found).toMatchObject({ code: 'secrets.file-mode', params: { path, mode } });
      for (const language of ['en', 'zh'] as const)
        expect(found && explain(found, language).remedies[0]).toBe(`chmod 600 '${path}'`);
    },
  );

  it.skipIf(process.platform === 'win32')('refuses a file of somebody else', async () => {
    await writeFile(path, 'a: x', { mode: 0o600 });
    const stats = await stat(path);
    stats.uid += 1;
    expect(() => refuseUnlessOwnerOnly(path, stats)).toThrow('secrets.file-owner');
  });

  it.each([
    ['a value that is no text', 'a: [hunter22]', 'the value of a is not a text'],
    ['an empty value', 'a:', 'the value of a is empty'],
    ['a list', '- hunter22', 'not a map from names to texts'],
    ['a name that is none', 'hunter22!: x', 'a name may have a-z, 0-9, "." and "-" only, up to 63 of them'],
    ['what is no YAML', 'b: x\na: *hunter22', 'line 2 is not YAML or JSON'],
    ['a name twice', 'a: hunter22\na: hunter23', 'line 2 is not YAML or JSON'],
    ['two documents', 'a: hunter22\n---\nb: x', 'not YAML or JSON'],
    ['too much', `a: ${'x'.repeat(1 << 20)}`, '1048579 bytes'],
  ])('refuses %s without quoting it', async (_, text, reason) => {
    await writeFile(path, text, { mode: 0o600 });
    const found = await problemOf(readSecrets(path, signal));
    expect(found).toEqual({ code: 'secrets.invalid', params: { source: path, reason } });
  });

  it('says that there is no file, or that it is a directory', async () => {
    expect(await problemOf(readSecrets(path, signal))).toMatchObject({ params: { reason: 'ENOENT' } });
    await mkdir(path, { mode: 0o700 });
    expect(await problemOf(readSecrets(path, signal))).toMatchObject({ params: { reason: 'not a file' } });
  });
});
