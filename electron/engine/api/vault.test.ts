import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import type { KeyProtector } from '../vault/vault.ts';
import { type Engine, openEngine } from './engine.ts';

const { signal } = new AbortController();
let folder: string;
const engines: Engine[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barque-api-vault-'));
});
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await rm(folder, { recursive: true, force: true });
});

/** Keeps keys as a system does: what it gives out means nothing elsewhere. */
function system(): KeyProtector {
  const kept = new Map<string, Uint8Array>();
  return {
    name: 'keychain',
    protect: (key) => {
      const name = randomBytes(8);
      kept.set(name.toString('hex'), Uint8Array.from(key));
      return Promise.resolve(name);
    },
    recover: (name) => {
      const key = kept.get(Buffer.from(name).toString('hex'));
      return key ? Promise.resolve(key) : Promise.reject(new Error('not here'));
    },
  };
}

function opened(systemProtector?: KeyProtector) {
  const [home, config] = [join(folder, 'home'), join(folder, 'config')];
  const engine = openEngine({ host: 'desktop', version: '0.0.0', home, config, systemProtector: () => systemProtector });
  engines.push(engine);
  return engine.api;
}
const protectedCluster = async (api: Engine['api']) => {
  const { dir } = await api['clusters.create']({ name: 'demo' }, signal);
  await api['secrets.set']({ dir, name: 'ssh', value: 'hunter22' }, signal);
  await api['vault.protect']({ dir, passphrase: 'three masts and a mizzen' }, signal);
  return dir;
};

describe('a vault that this computer’s system may open', () => {
  test('is opened without its passphrase, also by the next start, and no longer once that is taken back', async () => {
    const keychain = system();
    const api = opened(keychain);
    const dir = await protectedCluster(api);
    await api['vault.trustSystem']({ dir, trusted: true }, signal);
    expect(await api['vault.status']({ dir }, signal)).toMatchObject({ protectors: ['keychain'], system: 'keychain' });

    const next = opened(keychain);
    await next['clusters.open']({ dir }, signal);
    expect(await next['vault.state']({ dir }, signal)).toBe('locked');
    expect(await next['vault.unlockBySystem']({ dir }, signal)).toEqual({ opened: true });
    expect(await next['secrets.names']({ dir }, signal)).toEqual(['ssh']);

    await next['vault.trustSystem']({ dir, trusted: false }, signal);
    await next['vault.lock']({ dir }, signal);
    expect(await next['vault.unlockBySystem']({ dir }, signal)).toEqual({ opened: false });
    expect(await readFile(join(dir, 'vault.json'), 'utf8')).not.toContain('hunter22');
  });

  test('is opened by no other computer’s', async () => {
    const api = opened(system());
    const dir = await protectedCluster(api);
    await api['vault.trustSystem']({ dir, trusted: true }, signal);
    const elsewhere = opened(system());
    expect(await elsewhere['vault.unlockBySystem']({ dir }, signal)).toEqual({ opened: false });
  });

  test('is a problem where the system keeps no keys', async () => {
    const api = opened();
    const dir = await protectedCluster(api);
    expect((await api['vault.status']({ dir }, signal)).system).toBeUndefined();
    expect(await api['vault.unlockBySystem']({ dir }, signal)).toEqual({ opened: false });
    const refused = await api['vault.trustSystem']({ dir, trusted: true }, signal).catch((error: unknown) => error);
    expect(refused instanceof ProblemError && refused.problems[0].code).toBe('vault.no-system');
  });
});
