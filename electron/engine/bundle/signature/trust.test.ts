import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { inTheWay } from '../../../../shared/checks/accept.ts';
import type { BundleManifest } from '../../../../shared/model/bundle.ts';
import { makeKeys, readPrivateKey, readPublicKeys, publicKeyOf } from './keys.ts';
import { distrustKey, signatureFindings, trustedKeys, trustedKeysFile, trustKeysOf, unsignedAllowed } from './trust.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-trust-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true });
});

it('makes a private key for its owner alone and a public one, and never over another', async () => {
  const { publicKey, files } = await makeKeys(join(dir, 'site'));
  expect(files.map((file) => file.slice(dir.length + 1))).toEqual(['site.key', 'site.pub']);
  expect((await stat(join(dir, 'site.key'))).mode & 0o777).toBe(0o600);
  expect(publicKeyOf(await readPrivateKey(join(dir, 'site.key')))).toBe(publicKey);
  expect(await readPublicKeys(join(dir, 'site.pub'))).toEqual([publicKey]);
  await expect(makeKeys(join(dir, 'site'))).rejects.toThrow('bundle.key-unusable');
  await chmod(join(dir, 'site.key'), 0o644);
  await expect(readPrivateKey(join(dir, 'site.key'))).rejects.toThrow('secrets.file-mode');
});

it('keeps trusted keys in a list, each once', async () => {
  const list = join(dir, 'config', 'trusted-keys');
  expect(await trustedKeys(list)).toEqual([]);
  const { publicKey } = await makeKeys(join(dir, 'a'));
  expect(await trustKeysOf(join(dir, 'a.pub'), list)).toEqual([publicKey]);
  expect(await trustKeysOf(join(dir, 'a.pub'), list)).toEqual([]);
  expect(await trustedKeys(list)).toEqual([publicKey]);
  expect(await readFile(list, 'utf8')).toBe(`${publicKey}\n`);
});

it('takes a key off the list, and leaves what else is there', async () => {
  const [gone, stays] = [`ed25519:${'A'.repeat(43)}`, `ed25519:${'B'.repeat(43)}`];
  const list = join(dir, 'list');
  await writeFile(list, `# ours\n${gone} old\n${stays} new\n`);
  await distrustKey(gone, list);
  expect(await readFile(list, 'utf8')).toBe(`# ours\n${stays} new\n`);
});

it('reads names and comments beside keys, and refuses what is neither', async () => {
  const key = `ed25519:${'A'.repeat(43)}`;
  await writeFile(join(dir, 'list'), `# ours\n\n${key} the builder's\n`);
  expect(await readPublicKeys(join(dir, 'list'))).toEqual([key]);
  await writeFile(join(dir, 'list'), 'ssh-ed25519 AAAA\n');
  await expect(readPublicKeys(join(dir, 'list'))).rejects.toThrow('bundle.key-unusable');
});

it('is where the system keeps configuration', () => {
  expect(trustedKeysFile({ XDG_CONFIG_HOME: '/home/ops/etc' })).toBe('/home/ops/etc/barque/trusted-keys');
});

it('wants no signature of a practice bundle in practice, and of every other one', async () => {
  vi.stubEnv('BARQUE_TRUSTED_KEYS', join(dir, 'list'));
  const part = (version: string) =>
    ({
      kind: 'binary',
      name: 'kubelet',
      version,
      arch: 'amd64',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 1,
      compression: 'none',
      installed: { digest: `sha256:${'0'.repeat(64)}`, size: 1 },
    }) as const;
  const found = async (practice: boolean, ...versions: string[]) => {
    const manifest: BundleManifest = { schema: 'barque-bundle/v1', kubernetes: '1.34.4', parts: versions.map(part) };
    return (await signatureFindings({ path: '/b', manifest, signers: [] }, practice)).map(({ problem }) => problem.code);
  };
  expect(await found(true, '0+practice')).toEqual([]);
  expect(await found(false, '0+practice')).toEqual(['bundle.unsigned']);
  expect(await found(true, '1.34.4', '0+practice')).toEqual(['bundle.unsigned']);
});

it('finds what nobody signed and what no trusted key signed, which can be accepted', async () => {
  const { publicKey } = await makeKeys(join(dir, 'a'));
  await trustKeysOf(join(dir, 'a.pub'), join(dir, 'list'));
  vi.stubEnv('BARQUE_TRUSTED_KEYS', join(dir, 'list'));
  const manifest: BundleManifest = { schema: 'barque-bundle/v1', kubernetes: '1.34.4', parts: [] };
  const stranger = `ed25519:${'A'.repeat(43)}`;
  const found = async (...signers: string[]) => await signatureFindings({ path: '/b', manifest, signers }, false);
  expect(await found()).toMatchObject([{ severity: 'blocker', problem: { code: 'bundle.unsigned' } }]);
  expect(await found(stranger)).toMatchObject([
    { problem: { code: 'bundle.untrusted', params: { keys: [stranger], trusted: 1 } } },
  ]);
  expect(await found(stranger, publicKey)).toEqual([]);
  for (const findings of [await found(), await found(stranger)]) {
    expect(inTheWay(findings, [])).toHaveLength(1);
    expect(inTheWay(findings, unsignedAllowed('ops', `sha256:${'0'.repeat(64)}`))).toEqual([]);
  }
});
