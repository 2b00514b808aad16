import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { FileVault } from './file-vault.ts';
import { parseSealed, sealNew, textOf } from './sealed-vault.ts';

let dir: string;
let path: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-vault-'));
  path = join(dir, 'vault.json');
});
afterEach(() => rm(dir, { recursive: true }));

const cost = { N: 16, r: 1, p: 1 };
const passphrase = 'three masts';
const sealedText = async (secrets: Record<string, string>, key = passphrase) =>
  textOf((await sealNew(secrets, key, cost)).sealed);
const open = async (text: string | Buffer, key = passphrase) => {
  await writeFile(path, text, { mode: 0o600 });
  const vault = new FileVault(path, { cost });
  if ((await vault.state()) === 'plain') return 'plain';
  await vault.unlock(key);
  return vault.getAll(await vault.names());
};
const refusal = (work: Promise<unknown>) =>
  work.then(
    (value) => value,
    (error: unknown) => (error instanceof ProblemError ? error.problems[0].code : error),
  );
/** The text with its checksum made right again: what somebody does who changes a vault, and what no damage does. */
function withChecksum(text: string): string {
  const [body = ''] = text.split(',"checksum"');
  return `${body},"checksum":"${createHash('sha256').update(`${body}}`).digest('hex')}"}\n`;
}

describe('the file of an encrypted vault', () => {
  it('gives back what was put in, whatever it is', async () => {
    const secrets = fc.dictionary(
      fc.string({ unit: 'grapheme' }).filter((name) => name !== '__proto__'),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(secrets, async (all) => {
        const text = await sealedText(all);
        expect(textOf(parseSealed(path, JSON.parse(text), text))).toBe(text);
        expect({ ...((await open(text)) as object) }).toEqual({ ...all });
      }),
      { numRuns: 30 },
    );
  });

  it('is refused with any one bit flipped, and left as it was', async () => {
    const sound = Buffer.from(await sealedText({ a: 'hunter22' }));
    await fc.assert(
      fc.asyncProperty(fc.nat(sound.length * 8 - 1), async (bit) => {
        const flipped = Buffer.from(sound);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        // the format's name is read first: another one may be a newer version's
        expect(['vault.damaged', 'workspace.broken']).toContain(await refusal(open(flipped)));
        expect(await readFile(path)).toEqual(flipped);
      }),
      { numRuns: 300 },
    );
  });

  it('is refused wherever it was cut off', async () => {
    const sound = await sealedText({ a: 'hunter22' });
    for (let length = 0; length < sound.length; length += 7)
      expect(await refusal(open(sound.slice(0, length)))).toBe('vault.damaged');
    expect(await refusal(open(sound + sound))).toMatch(/^(vault.damaged|workspace.broken)$/);
  });

  it('is refused with the header of another vault, also under the same passphrase, or of an earlier file', async () => {
    const first = await sealNew({ a: '1' }, passphrase, cost);
    const other = await sealNew({ a: '2' }, passphrase, cost);
    const swapped = { ...first.sealed, header: other.sealed.header };
    expect(await refusal(open(textOf(swapped)))).toBe('vault.damaged');
    expect(await refusal(open(withChecksum(textOf(swapped))))).toBe('vault.tampered');
    const changed = await sealNew({ a: '3' }, 'four masts', cost, first.sealed);
    const back = { ...changed.sealed, header: first.sealed.header };
    expect(await refusal(open(withChecksum(textOf(back))))).toBe('vault.tampered');
  });

  it('is not opened when somebody has changed a part of the header and mended the checksum', async () => {
    const { header, ...rest } = (await sealNew({ a: '1' }, passphrase, cost)).sealed;
    const changes = [
      { ...header, revision: 7 },
      { ...header, vault: '0'.repeat(32) },
      { ...header, dataKey: '0'.repeat(32) },
      { ...header, system: [{ kind: 'system', name: 'mine', key: 'AAAA' } as const] },
      { ...header, passphrase: { ...header.passphrase, scrypt: { N: 2, r: 1, p: 1 } } },
    ];
    for (const change of changes) {
      const text = withChecksum(textOf({ ...rest, header: change }));
      expect(await refusal(open(text))).toMatch(/^vault\.(tampered|wrong-passphrase)$/);
    }
  });

  it('does not make the reader work for a year or take all memory', async () => {
    const text = await sealedText({});
    for (const scrypt of ['"N":1073741824,"r":1', '"N":16,"r":4096', '"N":17,"r":1', '"N":65536,"r":1'])
      expect(await refusal(open(withChecksum(text.replace('"N":16,"r":1', scrypt))))).toBe('vault.damaged');
  });

  it('tells a wrong passphrase from damage', async () => {
    expect(await refusal(open(await sealedText({ a: 'x' }), 'three mists'))).toBe('vault.wrong-passphrase');
  });

  it('has different bytes each time it is written', async () => {
    expect(await sealedText({ a: 'x' })).not.toBe(await sealedText({ a: 'x' }));
  });

  it('of the first format is opened by every later version', async () => {
    const golden = await readFile(new URL('golden/vault-v1', import.meta.url), 'utf8');
    expect(await open(golden, 'correct horse battery staple')).toEqual({
      'pki.kubernetes-ca.key': '-----BEGIN PRIVATE KEY-----\nnot really\n-----END PRIVATE KEY-----\n',
      'ssh-password': 'pä55 wörd',
    });
  });
});
