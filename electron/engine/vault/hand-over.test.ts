import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { keptMaterial } from '../cluster-material.ts';
import { takeLease } from '../workspace/lease.ts';
import { createWorkspace, openWorkspace, type Workspace } from '../workspace/workspace.ts';
import { forgetKeys } from './forget.ts';
import { handOverVault } from './hand-over.ts';
import { readKeyRecords } from './records.ts';

const cost = { N: 16, r: 1, p: 1 };
const signal = new AbortController().signal;
const by = 'ops@bastion';
const key = '-----BEGIN PRIVATE KEY-----\nbWFya2Vk\n-----END PRIVATE KEY-----\n';
const problemOf = (work: Promise<unknown>) =>
  work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof ProblemError ? error.problems[0] : error),
  );

let dir = '';
let workspace: Workspace;
let copy = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-hand-over-'));
  copy = join(dir, 'usb', 'demo');
  workspace = await createWorkspace(join(dir, 'demo.barque'), 'demo', { spec: 'name: demo\n' }, { cost });
  await workspace.vault.protect('three masts');
  await workspace.vault.setAll({ 'pki.kubernetes-ca.key': key, 'ssh-password': 'hunter22' });
  await writeFile(join(workspace.pki, 'pki.kubernetes-ca.crt'), 'certificate');
  await writeFile(join(workspace.exports, 'report.en.md'), 'no key in it');
  await writeFile(join(workspace.exports, 'admin.conf'), 'users: [{user: {client-key-data: LS0t}}]');
  await writeFile(join(workspace.exports, 'demo.zip'), 'who knows');
});
afterEach(() => rm(dir, { recursive: true }));
const handOver = (passphrase = 'their words') => handOverVault(workspace, { to: copy, passphrase, by }, signal, { cost });

describe('a hand-over', () => {
  test('gives the cluster’s keys under the new passphrase and the certificates, and nothing of the operator’s', async () => {
    const record = await handOver();
    const theirs = await openWorkspace(copy, { cost });
    expect(theirs.cluster).toEqual(workspace.cluster);
    expect(await theirs.readSpec()).toBe('name: demo\n');
    expect(await theirs.vault.state()).toBe('locked');
    expect(await problemOf(theirs.vault.unlock('three masts'))).toMatchObject({ code: 'vault.wrong-passphrase' });
    await theirs.vault.unlock('their words');
    expect(await theirs.vault.names()).toEqual(['pki.kubernetes-ca.key']);
    expect(await theirs.vault.get('pki.kubernetes-ca.key')).toBe(key);
    expect(await readFile(join(copy, 'pki', 'pki.kubernetes-ca.crt'), 'utf8')).toBe('certificate');
    expect((await stat(copy)).mode & 0o777).toBe(0o700);
    expect(record).toMatchObject({ by, to: copy, secrets: 1 });
    expect((await readKeyRecords(workspace.dir)).handedOver).toEqual([record]);
    expect(await workspace.vault.get('ssh-password'), 'erases nothing').toBe('hunter22');
  });

  test('goes nowhere where something is, and is not recorded where it fails', async () => {
    await mkdir(copy, { recursive: true });
    await writeFile(join(copy, 'letter.txt'), '');
    expect(await problemOf(handOver())).toMatchObject({ code: 'workspace.exists' });
    await rm(join(copy, 'letter.txt'));
    expect(await problemOf(handOver('short'))).toMatchObject({ code: 'vault.passphrase-short' });
    workspace.vault.lock();
    expect(await problemOf(handOver())).toMatchObject({ code: 'vault.locked' });
    expect(await readdir(copy)).toEqual([]);
    expect((await readKeyRecords(workspace.dir)).handedOver).toEqual([]);
  });
});

describe('what lies behind a link', () => {
  const linked = async (name: string) => {
    await rename(join(workspace.dir, name), join(dir, 'elsewhere'));
    await symlink(join(dir, 'elsewhere'), join(workspace.dir, name));
  };

  test.each(['cluster.yaml', 'pki', 'pki/pki.kubernetes-ca.crt'])('is not handed over: %s', async (name) => {
    await linked(name);
    expect(await problemOf(handOver())).toMatchObject({ code: 'workspace.link', params: { path: join(workspace.dir, name) } });
    expect((await readKeyRecords(workspace.dir)).handedOver).toEqual([]);
  });

  test('is not erased: a linked folder is refused before anything is gone, a link in it is left', async () => {
    await writeFile(join(dir, 'mine.zip'), 'somebody else’s');
    await symlink(join(dir, 'mine.zip'), join(workspace.exports, 'theirs.zip'));
    await linked('exports');
    expect(await problemOf(forgetKeys(workspace, { confirmed: 'demo', by }))).toMatchObject({ code: 'workspace.link' });
    expect(await workspace.vault.get('pki.kubernetes-ca.key')).toBe(key);
    expect(await readdir(join(dir, 'elsewhere'))).toContain('demo.zip');

    await rm(workspace.exports);
    await rename(join(dir, 'elsewhere'), workspace.exports);
    await forgetKeys(workspace, { confirmed: 'demo', by });
    expect(await readFile(join(dir, 'mine.zip'), 'utf8')).toBe('somebody else’s');
  });

  test('is not taken for the vault', async () => {
    await linked('vault.json');
    expect(await problemOf(forgetKeys(workspace, { confirmed: 'demo', by }))).toMatchObject({ code: 'workspace.link' });
    expect(await readFile(join(dir, 'elsewhere'), 'utf8')).toContain('barque-vault');
  });
});

describe('forgetting', () => {
  test('wants the cluster’s name and nobody else at work', async () => {
    expect(await problemOf(forgetKeys(workspace, { confirmed: 'Demo', by }))).toMatchObject({ code: 'vault.not-confirmed' });
    const lease = await takeLease(workspace.dir, 'run');
    expect(await problemOf(forgetKeys(workspace, { confirmed: 'demo', by }))).toMatchObject({ code: 'workspace.held' });
    await lease.release();
    expect(await workspace.vault.get('pki.kubernetes-ca.key')).toBe(key);
    expect((await readKeyRecords(workspace.dir)).erased).toBeUndefined();
  });

  test('erases every key and password, keeps certificates, and records who, when, what and where they were handed to', async () => {
    await handOver();
    const record = await forgetKeys(workspace, { confirmed: 'demo', by });
    expect(record).toMatchObject({
      by,
      secrets: ['pki.kubernetes-ca.key', 'ssh-password'],
      files: ['exports/admin.conf', 'exports/demo.zip'],
    });
    expect((await readdir(workspace.dir)).sort()).toEqual([
      'cluster.json',
      'cluster.yaml',
      'exports',
      'keys.json',
      'pki',
      'runs',
    ]);
    expect(await readdir(workspace.exports)).toEqual(['report.en.md']);
    expect(await readdir(workspace.pki)).toEqual(['pki.kubernetes-ca.crt']);
    expect(await workspace.vault.state()).toBe('plain');
    const refused = await problemOf(keptMaterial(workspace));
    expect(refused).toMatchObject({ code: 'vault.forgotten', params: { by, at: record.at, to: [copy] } });
  });

  test('needs no passphrase, and a second time adds to the record', async () => {
    workspace.vault.lock();
    await forgetKeys(workspace, { confirmed: 'demo', by });
    await writeFile(join(workspace.exports, 'late.pem'), key);
    await forgetKeys(workspace, { confirmed: 'demo', by });
    expect((await readKeyRecords(workspace.dir)).erased?.files).toEqual([
      'exports/admin.conf',
      'exports/demo.zip',
      'exports/late.pem',
    ]);
  });
});
