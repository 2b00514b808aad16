import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { registry as registrySpec } from '../../../shared/model/spec.ts';
import { registryAuthorization } from '../../../shared/templates/registry.ts';
import { openJournal } from '../runner/journal.ts';
import { maskGrowing } from '../runner/mask.ts';
import { Secrets } from '../vault/secrets.ts';
import { externalRegistry, registryAskedBy } from './login.ts';

const { signal } = new AbortController();
const login = { user: 'robot$barque', secret: 'harbor' };
const spec = { registry: registrySpec.parse({ kind: 'external', address: 'harbor.corp', project: 'k8s', login }) };
const keeper = (given: readonly (readonly [string, string])[]) => {
  const secrets = new Secrets(new Map(given), { get: () => Promise.resolve(undefined) }, undefined, signal);
  return { secrets: secrets.get, conceal: secrets.conceal, hide: maskGrowing(secrets.seen) };
};

describe("the login of the customer's registry", () => {
  test('is in no journal: neither its password nor what HTTP makes of it', async () => {
    const { hide, ...reading } = keeper([['harbor', 'Hx7']]);
    const found = await externalRegistry(spec, reading);
    const authorization = found?.late[registryAuthorization] ?? '';
    expect(Buffer.from(authorization, 'base64').toString()).toBe('robot$barque:Hx7');
    const folder = await mkdtemp(join(tmpdir(), 'barque-login-'));
    try {
      const journal = await openJournal(join(folder, 'journal.jsonl'), hide);
      journal.append({ at: 1, type: 'step-output', step: 's', line: `Authorization = "Basic ${authorization}"` });
      await journal.close();
      const written = await readFile(join(folder, 'journal.jsonl'), 'utf8');
      expect(written).toContain('Basic ********');
      expect(written).not.toContain(authorization.slice(0, 8));
      expect(written).not.toContain(authorization.slice(-8));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('is nobody’s where the registry is the cluster’s own, or there is none', async () => {
    const cluster = { registry: registrySpec.parse({ kind: 'cluster' }) };
    for (const none of [{ registry: undefined }, cluster]) {
      expect(await externalRegistry(none, keeper([]))).toBeUndefined();
      expect(await registryAskedBy(none, keeper([]))).toBeUndefined();
    }
  });

  test('whose password is kept nowhere ends a deployment, and is an answer to a survey', async () => {
    await expect(externalRegistry(spec, keeper([]))).rejects.toMatchObject({ problems: [{ code: 'secrets.missing' }] });
    const ask = await registryAskedBy(spec, keeper([]));
    expect(await ask?.({ dial: undefined }, signal)).toEqual({ outcome: 'no-secret', detail: '' });
  });
});
