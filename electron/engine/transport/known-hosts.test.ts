import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exportHostKeys, exportHostKeysTo, importHostKeys, listHostKeys } from './exchange-host-keys.ts';
import { fingerprint, openHostKeys } from './host-keys.ts';
import { entriesFor, isSoundKey, parseKnownHost } from './known-hosts.ts';

let folder: string;
let file: string;
let from: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-known-hosts-'));
  [file, from] = [join(folder, 'known_hosts'), join(folder, 'from')];
});
afterEach(() => rm(folder, { recursive: true }));

const keyOf = (seed: string) => {
  const type = 'ssh-ed25519';
  const length = (n: number) => Buffer.from([0, 0, 0, n]);
  return Buffer.concat([length(type.length), Buffer.from(type), length(32), Buffer.alloc(32, seed)]).toString('base64');
};
const [keyA, keyB, keyC] = [keyOf('a'), keyOf('b'), keyOf('c')];
/** The hashed name of a host that nobody here knows. */
const hashedName = '|1|E1iG0Kxr2mDjMbPJ4ysxzhGNWPc=|VWm2DzZ7xNMGbYB3xLPyeqVwgVE=';

describe('patterns of known_hosts', () => {
  it.each([
    ['10.0.0.*', '[10.0.0.1]:22', true],
    ['10.0.0.?', '[10.0.0.12]:22', false],
    ['*,!10.0.0.1', '[10.0.0.1]:22', false],
    ['[10.0.0.1]:2222', '[10.0.0.1]:2222', true],
    ['[10.0.0.1]:22', '[10.0.0.1]:22', true],
    ['10.0.0.1', '[10.0.0.1]:2222', false],
    ['M1.Example', '[m1.example]:22', true],
    ['|1|x|y', '[10.0.0.1]:22', false],
  ])('%s and %s', (hosts, host, expected) => {
    expect(entriesFor([{ marker: undefined, hosts, type: 't', key: 'k' }], host).length === 1).toBe(expected);
  });

  it('of any kind take no time and no other name', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('*', '?', 'a', '.'), maxLength: 60 }), fc.nat(60), (pattern, length) => {
        const name = 'a'.repeat(length);
        const expected = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('?', '.').replace(/\*+/g, '.*')}$`);
        if ((pattern.match(/\*/g) ?? []).length > 3) entriesFor([{ marker: undefined, hosts: pattern, type: '', key: '' }], name);
        else
          expect(entriesFor([{ marker: undefined, hosts: pattern, type: '', key: '' }], name).length === 1).toBe(
            expected.test(name),
          );
      }),
    );
  });
});

describe('a line of known_hosts', () => {
  it('never makes the reader fail, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('|', '1', '@', '#', ' ', '*', ',', 'A', '=', '\t') }), (line) => {
        const entry = parseKnownHost(line);
        if (entry) entriesFor([entry], '[10.0.0.1]:22');
      }),
    );
  });

  it.each([
    ['ssh-ed25519', keyA, true],
    ['ssh-rsa', keyA, false],
    ['ssh-ed25519', 'AAAA', false],
    ['ssh-ed25519', 'not base64!', false],
  ])('of type %s with the key %s is sound: %s', (type, key, sound) => {
    expect(isSoundKey({ type, key })).toBe(sound);
  });
});

describe('importing', () => {
  it('takes keys of single hosts, hashes their names, and takes nothing else', async () => {
    const ours = await openHostKeys(file);
    await ours.pin('[10.0.0.1]:22', 'ssh-ed25519', keyA);
    await ours.pin('[10.0.0.2]:22', 'ssh-ed25519', keyA);
    const lines = [
      '# a comment',
      `10.0.0.1 ssh-ed25519 ${keyA}`,
      `10.0.0.2 ssh-ed25519 ${keyB} changed`,
      `m3,10.0.0.3,[10.0.0.3]:2222 ssh-ed25519 ${keyC}`,
      `${hashedName} ssh-ed25519 ${keyC}`,
      `*.example ssh-ed25519 ${keyC}`,
      `@cert-authority 10.0.0.4 ssh-ed25519 ${keyC}`,
      `10.0.0.5 ssh-rsa ${keyC}`,
      '10.0.0.6',
    ];
    await writeFile(from, lines.join('\r\n'));
    expect(await importHostKeys(file, from)).toEqual({ added: 4, known: 1, skipped: 4, conflicts: ['10.0.0.2'] });
    const keys = await openHostKeys(file);
    for (const host of ['[m3]:22', '[10.0.0.3]:22', '[10.0.0.3]:2222'])
      expect(keys.check(host, 'ssh-ed25519', keyC)).toBe('known');
    expect(keys.check('[10.0.0.2]:22', 'ssh-ed25519', keyB)).toEqual({ changed: fingerprint(keyA) });
    expect(keys.check('[10.0.0.4]:22', 'ssh-ed25519', keyC)).toBe('new');
    expect(await readFile(file, 'utf8')).not.toContain('10.0.0.3');
    expect(await importHostKeys(file, from)).toMatchObject({ added: 0, known: 5 });
  });

  it('says which file it cannot read', async () => {
    await expect(importHostKeys(file, join(folder, 'none'))).rejects.toThrow('workspace.unusable');
  });
});

it('exporting adds to a file what it lacks, and listing knows hashed hosts again', async () => {
  const ours = await openHostKeys(file);
  await ours.pin('[10.0.0.1]:22', 'ssh-ed25519', keyA);
  await ours.pin('[10.0.0.2]:2222', 'ssh-ed25519', keyB);
  await writeFile(from, 'theirs ssh-ed25519 AAAA\n');
  expect(await exportHostKeysTo(file, from)).toBe(2);
  expect(await exportHostKeysTo(file, from)).toBe(0);
  expect((await readFile(from, 'utf8')).split('\n').slice(0, -1)).toEqual([
    'theirs ssh-ed25519 AAAA',
    ...(await exportHostKeys(file)),
  ]);
  expect(await listHostKeys(file, ['[10.0.0.2]:2222'])).toEqual([
    { host: undefined, type: 'ssh-ed25519', fingerprint: fingerprint(keyA) },
    { host: '[10.0.0.2]:2222', type: 'ssh-ed25519', fingerprint: fingerprint(keyB) },
  ]);
});

const keygen = (...args: string[]) => execFileSync('ssh-keygen', args, { encoding: 'utf8' });
describe.skipIf(spawnSync('ssh-keygen', ['-?']).error !== undefined)('OpenSSH’s own ssh-keygen', () => {
  it('finds our hosts and prints our fingerprints', async () => {
    const keys = await openHostKeys(file);
    await keys.pin('[10.0.0.1]:22', 'ssh-ed25519', keyA);
    await keys.pin('[10.0.0.1]:2222', 'ssh-ed25519', keyB);
    expect(keygen('-F', '10.0.0.1', '-f', file)).toContain(keyA);
    expect(keygen('-F', '[10.0.0.1]:2222', '-f', file)).toContain(keyB);
    expect(() => keygen('-F', '10.0.0.2', '-f', file)).toThrow();
    expect(keygen('-l', '-f', file)).toContain(fingerprint(keyA));
  });

  it('has its hashed hosts known again after an import', async () => {
    await writeFile(from, `10.0.0.7 ssh-ed25519 ${keyA}\n[10.0.0.8]:2200 ssh-ed25519 ${keyB}\n`);
    keygen('-H', '-f', from);
    expect(await readFile(from, 'utf8')).not.toContain('10.0.0.7');
    expect(await importHostKeys(file, from)).toMatchObject({ added: 2, skipped: 0 });
    const keys = await openHostKeys(file);
    expect(keys.check('[10.0.0.7]:22', 'ssh-ed25519', keyA)).toBe('known');
    expect(keys.check('[10.0.0.8]:2200', 'ssh-ed25519', keyB)).toBe('known');
  });
});
