import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError } from '../../shared/problems/problem.ts';
import { type Practice, practise } from './practice/practise.fixture.ts';
import { deploy, type Undertaking } from './run.ts';
import { latestDeployOrder, readRunOrder } from './runner/run-order.ts';
import { openHostKeys } from './transport/host-keys.ts';
import { createWorkspace, type Workspace } from './workspace/workspace.ts';

const { signal } = new AbortController();
let practice: Practice;
let workspace: Workspace;
beforeEach(async () => {
  practice = await practise(1, 0, 1000, 'memory');
  vi.stubEnv('BARQUE_TRUSTED_KEYS', join(practice.folder, 'trusted-keys'));
  // not a practice workspace: the signature of the bundle counts
  workspace = await createWorkspace(join(practice.folder, 'real'), 'practice', {});
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await practice.close();
});

/** A run as either host has the engine carry it out; the codes of what ended it before it began. */
async function ran(change: Partial<Undertaking> = {}, begins = true) {
  const { harbour } = practice;
  const run = await workspace.newRun();
  const undertaking: Undertaking = {
    reach: {
      secrets: () => Promise.resolve(harbour.credentials.password),
      hostKeys: await openHostKeys(workspace.knownHosts),
      local: undefined,
      inProcess: harbour.transport,
      onFirstContact: () => true,
      ask: () => Promise.reject(new Error('nobody to ask')),
    },
    hide: (text) => text,
    conceal: () => undefined,
    who: 'ops@laptop',
    workspace,
    run,
    spec: practice.spec,
    yaml: `# ours\n${harbour.specYaml}`,
    bundle: harbour.bundle,
    accepted: [],
    purpose: 'deploy',
    ...change,
  };
  const looking = {
    doing: () => undefined,
    decided: () => undefined,
    event: () => undefined,
    begin: () => Promise.resolve(begins),
  };
  const end = await deploy(undertaking, looking, signal).then(
    (result) => (result === 'declined' ? result : result.outcome),
    (error: unknown) => (error instanceof ProblemError ? error.problems.map(({ code }) => code) : error),
  );
  return { run, end };
}

describe('a run', () => {
  it('that takes an unsigned bundle takes no other one later, unless it is told so again', async () => {
    expect((await ran()).end).toEqual(['bundle.unsigned']);
    expect((await ran({ allowUnsigned: true })).end).toBe('success');
    const accepted = (await latestDeployOrder(workspace))?.accepted ?? [];
    expect(accepted.map(({ code }) => code)).toContain('bundle.unsigned');
    expect((await ran({ accepted })).end, 'the same bundle').toBe('success');

    await appendFile(join(practice.harbour.bundle, 'barque.json'), '\n');
    expect((await ran({ accepted })).end).toEqual(['bundle.unsigned']);
    expect((await ran({ accepted, allowUnsigned: true })).end).toBe('success');
  });

  it('keeps what it was ordered with: who, the spec, the bundle and its manifest, what was accepted and is to be skipped', async () => {
    const skipped = [{ step: 'helm/master-1', by: 'ops@laptop', at: 1 }];
    const other = {
      check: 'system',
      code: 'check.firewall',
      by: 'Li',
      reason: 'for another bundle',
      manifest: `sha256:${'0'.repeat(64)}`,
    };
    const { run, end } = await ran({ allowUnsigned: true, accepted: [other], skipped });
    expect(end).toBe('success');
    expect(await readRunOrder(workspace, run)).toMatchObject({
      operation: 'deploy',
      by: 'ops@laptop',
      spec: `# ours\n${practice.harbour.specYaml}`,
      bundle: practice.harbour.bundle,
      manifest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      accepted: [{ code: 'bundle.unsigned' }, { code: 'bundle.untrusted' }],
      skipped,
    });
    const verified = await ran({ purpose: 'verify', allowUnsigned: true });
    expect(verified.end, 'a step was skipped').toEqual(['run.not-finished']);
    expect(await readRunOrder(workspace, verified.run)).toMatchObject({ operation: 'verify' });
  });

  it('that was declined is not what is gone on with, and neither is one that never reached a host', async () => {
    expect((await ran({ allowUnsigned: true }, false)).end).toBe('declined');
    const missing = await ran({ bundle: join(practice.folder, 'nothing') });
    expect(missing.end).toEqual(['bundle.missing']);
    expect(await readRunOrder(workspace, missing.run)).toMatchObject({ bundle: join(practice.folder, 'nothing') });
    expect(await latestDeployOrder(workspace)).toBeUndefined();
  });

  it('reads nothing of what it is to take from a file that an earlier Barque left', async () => {
    const intent = {
      schema: 'barque-intent/v1',
      bundle: practice.harbour.bundle,
      local: 'master-1',
      accepted: [{ check: 'bundle-signature', code: 'bundle.unsigned', by: 'x', reason: 'y' }],
    };
    await writeFile(join(workspace.dir, 'intent.json'), JSON.stringify(intent), { mode: 0o600 });
    await workspace.keepSpec(practice.harbour.specYaml);
    const order = await latestDeployOrder(workspace);
    expect(order).toMatchObject({ bundle: practice.harbour.bundle });
    expect(JSON.stringify(order)).not.toContain('local');
    expect((await ran({ accepted: order?.accepted ?? [] })).end, 'they name no bundle').toEqual(['bundle.unsigned']);
    expect(await readFile(join(workspace.dir, 'intent.json'), 'utf8')).toBe(JSON.stringify(intent));
  });
});
