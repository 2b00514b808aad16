import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { unsurveyed } from '../../../shared/certificates/unsurveyed.ts';
import { wantedLeaves } from '../../../shared/certificates/wanted-leaves.ts';
import { pkiNames } from '../../../shared/model/pki-names.ts';
import { exampleSpec } from '../../../shared/spec/example.ts';
import { parseSpec } from '../../../shared/spec/parse.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { keptMaterial } from '../cluster-material.ts';
import { handOverSummary } from '../hand-over.ts';
import { ensurePki } from '../pki/cluster-pki.ts';
import { openJournal } from '../runner/journal.ts';
import { createWorkspace, type Workspace } from '../workspace/workspace.ts';
import { exportCluster } from './export.ts';

const { signal } = new AbortController();
const yaml = exampleSpec('three-masters-one-worker');
let dir = '';
let spec: ClusterSpec;
let workspace: Workspace;

/** A workspace as a deployment leaves it. */
beforeAll(async () => {
  const parsed = parseSpec(yaml);
  if (!('spec' in parsed)) throw new Error('the example is sound');
  spec = parsed.spec;
  dir = await mkdtemp(join(tmpdir(), 'barque-export-'));
  workspace = await createWorkspace(join(dir, 'demo.barque'), spec.name, { spec: yaml });
  const pki = await ensurePki(
    undefined,
    {
      clusterName: spec.name,
      endpoint: 'https://10.0.0.5:6443',
      leaves: wantedLeaves(unsurveyed(spec), new Set(['w1']), 'preparing'),
      policy: { algorithm: 'ecdsa-p256', validity: spec.certificates.validity },
    },
    new Date('2026-01-02T03:04:05Z'),
  );
  await workspace.vault.setAll({ ...pki.secrets, ssh: 'a password' });
  for (const [name, pem] of Object.entries(pki.certificates)) await writeFile(join(workspace.pki, name), pem);
  const configuration = join(workspace.exports, 'hosts', 'm1', 'etc', 'hosts');
  await mkdir(dirname(configuration), { recursive: true });
  await writeFile(configuration, '10.0.0.11 m1\n');
  const journal = await openJournal(workspace.journalOf(await workspace.newRun()), (text) => text);
  journal.append({ at: 1_767_340_800_000, type: 'run-started', run: 'r', cluster: spec.name, steps: [] });
  journal.append({ at: 1_767_340_805_000, type: 'run-finished', outcome: 'success', problems: [] });
  await journal.close();
});
afterAll(() => rm(dir, { recursive: true }));

async function filesOf(path: string, password?: string): Promise<Map<string, string>> {
  const reader = new ZipReader(new Uint8ArrayReader(await readFile(path)), password === undefined ? {} : { password });
  const files = new Map<string, string>();
  for (const entry of await reader.getEntries()) {
    if (entry.directory) throw new Error('only files are written');
    files.set(entry.filename, Buffer.from(await entry.getData(new Uint8ArrayWriter())).toString('latin1'));
  }
  return files;
}
const exported = (order: { keys: boolean; passphrase?: string }, name = 'out.zip') =>
  exportCluster(workspace, spec, { ...order, to: join(dir, name) }, signal);

describe('an export', () => {
  test('without keys holds no key, and everything else', async () => {
    const { path, size } = await exported({ keys: false });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(path)).size).toBe(size);
    const files = await filesOf(path);
    for (const [name, content] of files) expect(content, name).not.toMatch(/PRIVATE KEY|client-key-data|a password/);
    const [master = ''] = spec.nodes.map((node) => node.name);
    for (const name of [
      ...['README.en.md', 'README.zh.md', 'report.en.md', 'report.zh.md', 'cluster.yaml', 'SHA256SUMS'],
      `kubeadm/${master}/etc/kubernetes/pki/ca.crt`,
      `kubeadm/${master}/etc/kubernetes/pki/etcd/server.crt`,
      ...['ca', 'client', 'server', 'peer'].map((one) => `paper/${master}/etc/kubernetes/pki/etcd/${one}.pem`),
      'hosts/m1/etc/hosts',
    ])
      expect([...files.keys()]).toContain(name);
    expect([...files.keys()].filter((name) => /^journals\/.*\.jsonl$/.test(name))).toHaveLength(1);
    expect(files.get('cluster.yaml')).toBe(Buffer.from(yaml).toString('latin1'));
  });

  test('the same workspace gives the same bytes', async () => {
    const bytes = async (name: string) => readFile((await exported({ keys: true }, name)).path);
    expect((await bytes('one.zip')).equals(await bytes('two.zip'))).toBe(true);
  });

  test('with keys has those of the authorities and the administrator, never the operator’s passwords', async () => {
    const files = await filesOf((await exported({ keys: true })).path);
    const [master = ''] = spec.nodes.map((node) => node.name);
    expect(files.get(`kubeadm/${master}/etc/kubernetes/pki/ca.key`)).toContain('PRIVATE KEY');
    expect(files.get(`paper/${master}/etc/kubernetes/pki/etcd/server-key.pem`)).toContain('PRIVATE KEY');
    expect(files.get('kubeconfig/admin.conf')).toContain('client-key-data');
    expect(files.has('kubeconfig/admin.p12')).toBe(false);
    expect(files.get('README.en.md')).toContain('holds private keys');
    for (const [name, content] of files) expect(content, name).not.toContain('a password');
  });

  test('with keys has what the plan’s script asks for by name, and nothing else beside it', async () => {
    const files = await filesOf((await exported({ keys: true })).path);
    const { certificates, secrets } = (await keptMaterial(workspace)) ?? {};
    const kept = Object.entries({ ...certificates, ...secrets }).map(([name, content]) => [`values/${name}`, content]);
    expect([...files].filter(([name]) => name.startsWith('values/'))).toEqual(kept.sort());
    expect(kept.length).toBeGreaterThan(20);
  });

  test('every file but the list itself is in the list of checksums, and has that sum', async () => {
    const files = await filesOf((await exported({ keys: true })).path);
    const listed = new Map(
      (files.get('SHA256SUMS') ?? '')
        .trimEnd()
        .split('\n')
        .map((line) => [line.slice(66), line.slice(0, 64)]),
    );
    expect([...listed.keys()]).toEqual([...files.keys()].filter((name) => name !== 'SHA256SUMS'));
    for (const [name, sum] of listed)
      expect(
        createHash('sha256')
          .update(Buffer.from(files.get(name) ?? '', 'latin1'))
          .digest('hex'),
      ).toBe(sum);
  });

  test('with a passphrase opens with it alone, and has the administrator’s PKCS#12', async () => {
    const { path } = await exported({ keys: true, passphrase: 'three masts' }, 'sealed.zip');
    expect((await filesOf(path, 'three masts')).has('kubeconfig/admin.p12')).toBe(true);
    await expect(filesOf(path, 'other')).rejects.toThrow();
    expect((await readFile(path)).includes('PRIVATE KEY')).toBe(false);
  });

  test.each(['', 'short', '集群移交用的口令'])(
    'is not made with a passphrase that protects nothing or opens nowhere: %j',
    async (passphrase) => {
      await expect(exported({ keys: true, passphrase }, 'refused.zip')).rejects.toThrow('export.passphrase');
      await expect(stat(join(dir, 'refused.zip'))).rejects.toThrow('ENOENT');
    },
  );

  test.each(['', join('no-such-folder', 'x.zip')])(
    'to where no file can be is refused, and leaves nothing: %j',
    async (place) => {
      const before = await readdir(dir);
      await expect(exported({ keys: false }, place)).rejects.toThrow('export.unwritable');
      expect(await readdir(dir)).toEqual(before);
    },
  );

  test('with keys is refused where the vault has lost them, or has those of another cluster', async () => {
    const vault = join(workspace.dir, 'vault.json');
    const kept = await readFile(vault);
    await rm(vault);
    await expect(exported({ keys: true })).rejects.toThrow('pki.authority-unusable');
    await writeFile(vault, kept, { mode: 0o600 });
    const { key } = pkiNames.kubernetesAuthority;
    const other = await workspace.vault.get(pkiNames.etcdAuthority.key);
    await workspace.vault.set(key, other ?? '');
    await expect(exported({ keys: true })).rejects.toThrow('pki.authority-unusable');
    await rm(vault);
    await writeFile(vault, kept, { mode: 0o600 });
  });

  test('is made although a journal is damaged, which the report tells', async () => {
    const run = await workspace.newRun();
    await writeFile(workspace.journalOf(run), '{"at":1\n{"at":2}\n');
    const files = await filesOf((await exported({ keys: false }, 'damaged.zip')).path);
    expect(files.get('report.en.md')).toContain(`### ${run}\n\nThe journal of this run is damaged`);
    expect(files.has(`journals/${run}.jsonl`)).toBe(true);
    await rm(dirname(workspace.journalOf(run)), { recursive: true });
  });

  test('of a workspace whose certificates are damaged or gone is a problem that says so', async () => {
    const [name = ''] = (await readdir(workspace.pki)).filter((file) => /^pki\..*\.crt$/.test(file));
    const kept = await readFile(join(workspace.pki, name));
    await writeFile(join(workspace.pki, name), kept.subarray(0, 100));
    await expect(exported({ keys: false })).rejects.toThrow('workspace.broken');
    await writeFile(join(workspace.pki, name), kept);
    await rename(workspace.pki, join(dir, 'elsewhere'));
    await expect(exported({ keys: false })).rejects.toThrow('workspace.unusable');
    await rename(join(dir, 'elsewhere'), workspace.pki);
  });

  test('of a cluster without certificates is refused', async () => {
    const empty = await createWorkspace(join(dir, 'empty.barque'), spec.name, { spec: yaml });
    const error: unknown = await exportCluster(empty, spec, { keys: false }, signal).catch((caught: unknown) => caught);
    expect(error instanceof ProblemError && error.problems[0].code).toBe('certificates.none');
  });
});

describe('the summary of a hand-over', () => {
  test('has the addresses at which nodes are part of the cluster, not those at which they were logged in to', async () => {
    const [first, ...rest] = spec.nodes;
    if (first === undefined) throw new Error('the example has nodes');
    const behind: ClusterSpec = { ...spec, nodes: [{ ...first, address: '192.0.2.1', nodeAddress: '10.0.0.99' }, ...rest] };
    const { nodes } = await handOverSummary(workspace, behind, 'en', signal);
    expect(nodes.map(({ address }) => address)).toEqual(['10.0.0.99', ...rest.map((node) => node.nodeAddress ?? node.address)]);
  });

  test('names the endpoint, the nodes, the certificates and the files, and writes the report in both languages', async () => {
    const summary = await handOverSummary(workspace, spec, 'zh', signal);
    expect(summary.nodes).toHaveLength(spec.nodes.length);
    expect(summary.files.map((file) => file.path)).toEqual(
      expect.arrayContaining(['hosts/m1/etc/hosts', 'report.en.md', 'report.zh.md']),
    );
    expect(await readFile(join(workspace.exports, 'report.zh.md'), 'utf8')).toBe(summary.report);
    const of = (name: string) => summary.certificates.find((certificate) => certificate.name === name);
    expect(of('pki.kubernetes-ca.crt')).toMatchObject({ authority: true, subject: 'CN=kubernetes' });
    const [master = ''] = spec.nodes.map((node) => node.name);
    expect(of(`pki.etcd.${master}.server.crt`)).toMatchObject({ authority: false, host: master });
    expect(of('pki.etcd.client.crt')).not.toHaveProperty('host');
    expect(summary.certificates.map((certificate) => certificate.name).join()).not.toContain('join');
  });
});
