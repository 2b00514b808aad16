import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { specOf } from '../../test/fixtures/site.ts';
import { nodeTrust } from './node-trust.ts';
import { FileVault } from './vault/file-vault.ts';

test('keys between nodes are made once each, are kept in the vault alone, and only where they are wanted', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'barque-trust-'));
  try {
    const vault = new FileVault(join(dir, 'vault.json'));
    const spec = specOf({ masters: 3, workers: 1 });
    expect(await nodeTrust({ vault }, spec)).toBeUndefined();
    expect(await vault.names()).toEqual([]);
    const wanted = { ...spec, mutualTrust: true };
    const first = await nodeTrust({ vault }, { ...wanted, nodes: wanted.nodes.slice(0, 3) });
    const all = await nodeTrust({ vault }, wanted);
    expect([...(all?.publicKeys ?? [])].slice(0, 3)).toEqual([...(first?.publicKeys ?? [])]);
    expect(new Set(all?.publicKeys.values()).size).toBe(4);
    for (const key of all?.publicKeys.values() ?? []) expect(key).toMatch(/^ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI[\w+/]+$/);
    expect(await vault.names()).toEqual(wanted.nodes.map(({ name }) => `pki.ssh.${name}.key`).sort());
  } finally {
    await rm(dir, { recursive: true });
  }
});
