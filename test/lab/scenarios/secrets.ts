import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { privateKeysIn } from '../../../electron/engine/runner/key-pieces.ts';
import { openWorkspace } from '../../../electron/engine/workspace/workspace.ts';
import { run } from '../command.ts';
import { argvInLab, type Lab, labSpec, type LabNode, onNode } from '../lab.ts';
import { type Mark, markOfKey, markOfPassword, marksIn } from '../secrets/marks.ts';
import { sample } from '../secrets/sampler.ts';
import { declaredPaths, filesBelow, filesOnNode } from '../secrets/search.ts';
import { type Ended, program, startBarque } from './barque.ts';
import { changedSteps, prepare, succeeded } from './deploy.ts';
import type { Cluster } from './proofs.ts';
import type { Scenario, Stage } from './stage.ts';

/** Deploys with secrets that can be recognised, and looks for them in everything that was written, sent or shown. */
export const secrets: Scenario = {
  name: 'secrets',
  shows:
    'marked passwords, passphrases and every private key are found nowhere but in declared places: disks, processes, output, journal',
  minutes: 20,
  run: async (stage) => {
    const { lab, step, check, say } = stage;
    const cluster = await prepare(stage);
    const marked = await step('nodes and operator get secrets that can be recognised', () => markSecrets(stage, cluster));
    const { workspace } = cluster.operator;
    const args = ['-w', workspace, '--secrets', marked.secretsFile, '--passphrase', marked.passphraseFile, '--yes'];
    const output: string[] = [];
    const barque = (...command: string[]) =>
      startBarque(lab, [...command, ...args], { signal: stage.signal, onText: (text) => output.push(text) }).ended;

    const sampler = sample(join(workspace, 'vault.json'));
    const loud = await plantProcess(lab, marked.canary);
    const given = ['-f', cluster.operator.specFile, '-b', cluster.operator.bundle];
    // a plan makes the workspace; one password goes into its vault and comes from nowhere else after
    await step('plan, with a passphrase: the vault is encrypted from the first byte', () => planned(barque('plan', ...given)));
    await step('a password is moved into the vault', () => moveIntoVault(workspace, marked));
    await step('apply, sampled all the while', () => succeeded(barque('apply', ...given)));
    await step('verify, status and export', async () => {
      await succeeded(barque('verify'));
      for (const command of ['status', 'export']) await quiet(lab, [command, ...args], output);
    });
    await loud.end();
    const sampled = await sampler.stop();

    const keys = await keysIn(workspace, marked.passphrase);
    const everything = [...marked.marks, ...keys];
    say(
      `        ${everything.length} secrets, ${keys.length} of them keys of the cluster, in ${everything.flatMap((m) => m.forms).length} forms`,
    );
    say(
      `        ${sampled.looks} looks at all processes: ${sampled.seen} different argument lists, environments and vault files`,
    );

    await check('the search finds what is there: a process, a file on a node, keys where they are declared', async () => {
      assert.ok(sampled.find([marked.canary]).length > 0, 'the planted process was not seen');
      await onNode(lab, 'w1', 'cat >/var/tmp/canary', {
        input: Buffer.from(`::${marked.canary.forms[0] ?? ''}`).toString('base64'),
      });
      assert.deepEqual(await filesOnNode(lab, 'w1', [marked.canary]), ['/var/tmp/canary']);
      await onNode(lab, 'w1', 'rm /var/tmp/canary');
    });
    await check('no process had any in its arguments or environment, and no vault file was ever plain', () => {
      assert.deepEqual(sampled.find(everything), []);
      return Promise.resolve();
    });
    await check('nothing that was written to the terminal or as an event has any', () => {
      assert.ok(output.join('').length > 10_000, 'no output was caught');
      assert.deepEqual(marksIn(output.join(''), everything), []);
      return Promise.resolve();
    });
    await check('the workspace: none but in the kubeconfig, whose key is that of the administrator', async () => {
      const found = await filesBelow(workspace, everything);
      assert.deepEqual([...found.keys()], [cluster.operator.adminConf]);
      assert.deepEqual(new Set(found.get(cluster.operator.adminConf)), new Set(['pki.admin.conf', 'pki.admin.key']));
    });
    for (const { name, role } of cluster.nodes)
      await check(`${name}: no password anywhere, keys in declared places only`, async () => {
        assert.deepEqual(await filesOnNode(lab, name, marked.marks, stage.signal), []);
        const found = await filesOnNode(lab, name, keys, stage.signal);
        assert.deepEqual(
          found.filter((path) => !declaredPaths.some((declared) => declared.test(path))),
          [],
        );
        // a worker has the one by which it logs in to the others
        assert.equal(found.length > 1, role === 'master', `keys on ${name}: ${found.join(', ')}`);
      });
    await check('root of each node logs in to the others; taken back, nothing of it is left', async () => {
      const login = (from: string, to: string) =>
        onNode(lab, from, `ssh -o BatchMode=yes -o StrictHostKeyChecking=yes root@${to} uname -n`);
      for (const [from, to] of [
        ['m1', 'w1'],
        ['w1', 'm2'],
        ['m2', 'm3'],
      ] as const)
        assert.equal((await login(from, to)).trim(), to);
      await cluster.operator.writeSpec({ ...specWith(cluster.nodes), mutualTrust: false });
      const ended = await succeeded(barque('apply', ...given));
      assert.deepEqual(changedSteps(ended).sort(), cluster.nodes.map(({ name }) => `trust/${name}`).sort());
      await assert.rejects(login('m1', 'w1'));
      const left = 'ls /root/.ssh; cat /root/.ssh/config /root/.ssh/authorized_keys /root/.ssh/known_hosts';
      for (const { name } of cluster.nodes) assert.doesNotMatch(await onNode(lab, name, left), /barque/i);
    });
  },
};

interface Marked {
  readonly marks: readonly Mark[];
  /** Planted on purpose: whoever does not find it finds nothing. */
  readonly canary: Mark;
  readonly secretsFile: string;
  readonly passphraseFile: string;
  readonly passphrase: string;
  readonly rootPassword: string;
}

/** Three ways in: ops with a password and sudo, root by a key with a passphrase (m3), ops and `su -` (w1). */
async function markSecrets(stage: Stage, { operator, nodes }: Cluster): Promise<Marked> {
  const { lab } = stage;
  const mark = (name: string) => `mark-${randomBytes(9).toString('hex')}-${name}`;
  const [ops, root, keyPassphrase, passphrase] = [mark('ops'), mark('root'), mark('key'), mark('vault')];
  const directory = await stage.directory();
  const keyFile = join(directory, 'id');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'operator', '-f', keyFile]);
  const plainKey = await readFile(keyFile, 'utf8');
  await encryptKey(keyFile, keyPassphrase);
  const key = await readFile(keyFile, 'utf8');
  const publicKey = await readFile(`${keyFile}.pub`, 'utf8');
  await Promise.all(nodes.map(({ name }) => onNode(lab, name, 'chpasswd', { input: `ops:${ops}\nroot:${root}\n` })));
  await onNode(lab, 'm3', 'cat >>/root/.ssh/authorized_keys', { input: publicKey });
  const secretsFile = join(directory, 'secrets.json');
  await writeFile(secretsFile, JSON.stringify({ ssh: ops, root, key, 'key-passphrase': keyPassphrase }), { mode: 0o600 });
  const passphraseFile = join(directory, 'passphrase');
  await writeFile(passphraseFile, `${passphrase}\n`, { mode: 0o600 });
  await operator.writeSpec(specWith(nodes));
  return {
    marks: [
      markOfPassword('password of ops', ops),
      markOfPassword('password of root', root),
      markOfPassword('passphrase of the key', keyPassphrase),
      markOfPassword('passphrase of the vault', passphrase),
      markOfKey('the operator’s key', key),
      markOfKey('the operator’s key, decrypted', plainKey),
    ],
    canary: markOfPassword('canary', mark('canary')),
    ...{ secretsFile, passphraseFile, passphrase, rootPassword: root },
  };
}

/** By ssh-keygen, which has no other way than its arguments: in a directory that is not sampled yet, before the sampling begins. */
const encryptKey = (file: string, passphrase: string) => run('ssh-keygen', ['-q', '-p', '-P', '', '-N', passphrase, '-f', file]);

function specWith(nodes: readonly LabNode[]) {
  const spec = labSpec(nodes);
  const password = { kind: 'password', secret: 'ssh' } as const;
  const access = {
    m3: { user: 'root', auth: { kind: 'key', secret: 'key', passphrase: 'key-passphrase' }, become: { kind: 'none' } },
    w1: { user: 'ops', auth: password, become: { kind: 'su', secret: 'root' } },
  } as const;
  return {
    ...spec,
    mutualTrust: true,
    access: { user: 'ops', auth: password, become: { kind: 'sudo', secret: 'ssh' } } as const,
    nodes: spec.nodes.map((node) => {
      const own = node.name === 'm3' || node.name === 'w1' ? { access: access[node.name] } : {};
      return { ...node, ...own };
    }),
  };
}

/** root's password: out of the secrets file, into the vault. */
async function moveIntoVault(workspace: string, { secretsFile, passphrase, rootPassword }: Marked): Promise<void> {
  const { vault } = await openWorkspace(workspace);
  await vault.unlock(passphrase);
  await vault.set('root', rootPassword);
  const given = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(secretsFile, 'utf8')));
  const others = Object.entries(given).filter(([name]) => name !== 'root');
  await writeFile(secretsFile, JSON.stringify(Object.fromEntries(others)), { mode: 0o600 });
}

/** A mark for every private key in the vault, also for those in kubeconfigs. */
async function keysIn(workspace: string, passphrase: string): Promise<Mark[]> {
  const { vault } = await openWorkspace(workspace);
  await vault.unlock(passphrase);
  const all = Object.entries(await vault.getAll(await vault.names()));
  const marks = all.flatMap(([name, secret]) => privateKeysIn(secret).map((pem) => markOfKey(name, pem)));
  assert.ok(marks.length > 10, 'the vault has next to no keys');
  return marks;
}

async function planned(running: Promise<Ended>): Promise<void> {
  const { status, stderr } = await running;
  assert.equal(status, 0, stderr);
}

/** A command that prints no events. */
async function quiet(lab: Lab, args: readonly string[], output: string[]): Promise<void> {
  const [file, ...argv] = argvInLab(lab, [process.execPath, program, ...args]);
  output.push(await run(file, argv));
}

/** A process that has a mark in its arguments, so that it is shown that such a one would be seen. */
async function plantProcess(lab: Lab, { forms }: Mark): Promise<{ end: () => Promise<void> }> {
  const started = await onNode(lab, 'w1', `setsid sh -c 'sleep 3000; : ${forms[0] ?? ''}' >/dev/null 2>&1 & echo $!`);
  const group = started.trim();
  return {
    end: async () => {
      await onNode(lab, 'w1', `kill -- -${group} || kill ${group}`);
    },
  };
}
