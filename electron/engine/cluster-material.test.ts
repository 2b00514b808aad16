import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pkiNames } from '../../shared/model/pki-names.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { siteWith } from '../../test/fixtures/findings.ts';
import { specOf } from '../../test/fixtures/site.ts';
import type { Site } from '../../shared/site/site.ts';
import { recordAtBegin } from './cluster-record.ts';
import { clusterMaterial, keptMaterial, materialFindings } from './cluster-material.ts';
import { createAuthority } from './pki/authority.ts';
import { DAY, validFor } from './pki/certificate.ts';
import { describe as describeCertificate } from './pki/inspect.ts';
import { joinCredential } from './pki/join-credential.ts';
import { keepRecord } from './workspace/record.ts';
import { createWorkspace, type Workspace } from './workspace/workspace.ts';

const clock = new Date('2026-01-02T03:04:05Z');
const { signal } = new AbortController();
const certificates = { ...specOf().certificates, algorithm: 'ecdsa-p256' as const };
const site = siteWith({ masters: 1, workers: 1, spec: { certificates } });
const authority = pkiNames.kubernetesAuthority;

let dir = '';
let workspace: Workspace;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-material-'));
  workspace = await createWorkspace(join(dir, 'demo.barque'), site.spec.name, { spec: 'spec' });
});
afterEach(() => rm(dir, { recursive: true }));

const nobody = (name: string) => Promise.reject(new Error(`asked for ${name}`));
const make = () => clusterMaterial({ workspace, site, secrets: nobody }, clock, signal);

/** The workspace as it is once a deployment has begun on hosts. */
const begun = () => keepRecord(workspace.dir, recordAtBegin(site, undefined));

describe("a cluster's certificates and keys", () => {
  test('there are none before the first run', async () => {
    expect(await keptMaterial(workspace)).toBeUndefined();
  });

  test('what is returned is what was kept, and made again it stays the same', async () => {
    const made = await make();
    expect(await keptMaterial(workspace)).toEqual(made);
    expect(await make()).toEqual(made);
  });

  test('keys are in the vault alone, and nobody else may read even the certificates', async () => {
    const made = await make();
    const files = await readdir(workspace.pki);
    expect(files.sort()).toEqual(Object.keys(made.certificates).sort());
    for (const file of files) {
      expect(await readFile(join(workspace.pki, file), 'utf8')).not.toMatch(/PRIVATE KEY/);
      expect((await stat(join(workspace.pki, file))).mode & 0o777).toBe(0o600);
    }
    expect(await workspace.vault.names()).toEqual(Object.keys(made.secrets).sort());
    expect(await workspace.vault.get(authority.key)).toContain('PRIVATE KEY');
  });

  test("secrets of the operator that are in the same vault are none of the cluster's", async () => {
    await workspace.vault.set('ssh', 'a password');
    await make();
    expect(Object.keys((await keptMaterial(workspace))?.secrets ?? {})).not.toContain('ssh');
  });

  test('what nodes join by is signed when they join, and kept nowhere', async () => {
    const made = await make();
    const names = [...Object.keys(made.secrets), ...Object.keys(made.certificates), ...(await workspace.vault.names())];
    expect(names.filter((name) => name.startsWith('join.'))).toEqual([]);
    expect(await joinCredential(made, site.spec, 'w1', clock)).toContain('server: https://10.0.0.5:6443');
  });

  test('etcd has certificates of its own for each master, in either topology', async () => {
    expect(Object.keys((await make()).certificates)).toContain(pkiNames.etcdServer('m1').certificate);
    const stacked = siteWith({ masters: 1, workers: 0, topology: 'stacked', spec: { certificates } });
    const other = await createWorkspace(join(dir, 'stacked.barque'), stacked.spec.name, { spec: 'spec' });
    const made = await clusterMaterial({ workspace: other, site: stacked, secrets: nobody }, clock, signal);
    // keys are made side by side: which is first is not always the same
    expect(new Set(Object.keys(made.certificates).filter((name) => name.startsWith('pki.etcd')))).toEqual(
      new Set(['pki.etcd-ca.crt', ...['server', 'peer', 'healthcheck-client'].map((use) => `pki.etcd.m1.${use}.crt`)]),
    );
  });

  test('the first run killed between the keys and the last certificate: begun anew, since no host has any of it', async () => {
    const first = await make();
    await rm(join(workspace.pki, authority.certificate));
    expect(await keptMaterial(workspace)).toBeUndefined();
    const second = await make();
    expect(second.certificates[authority.certificate]).not.toBe(first.certificates[authority.certificate]);
    expect(await keptMaterial(workspace)).toEqual(second);
  });

  test('once it was begun on hosts, a lost authority is refused and never made anew', async () => {
    await make();
    await begun();
    await rm(join(workspace.pki, authority.certificate));
    const error: unknown = await make().catch((e: unknown) => e);
    expect(error instanceof ProblemError && error.problems[0].code).toBe('pki.authority-unusable');
  });

  test('a certificate that was cut off while it was written is made again, its authority kept', async () => {
    const first = await make();
    await begun();
    await rm(join(workspace.pki, pkiNames.etcdClient.certificate));
    const second = await make();
    expect(second.certificates[pkiNames.etcdClient.certificate]).toContain('BEGIN CERTIFICATE');
    expect(second.certificates[pkiNames.etcdAuthority.certificate]).toBe(first.certificates[pkiNames.etcdAuthority.certificate]);
  });

  test('other files in the folder are no certificates', async () => {
    const made = await make();
    await writeFile(join(workspace.pki, `${authority.certificate}.0123456789ab.tmp`), 'half');
    await writeFile(join(workspace.pki, '.DS_Store'), '');
    expect(await keptMaterial(workspace)).toEqual(made);
  });
});

describe("below a company's authority", () => {
  const secrets = new Map<string, string>();
  let given: Site;
  beforeEach(async () => {
    const company = await createAuthority({
      commonName: 'Acme Root',
      validity: validFor(1000 * DAY, clock),
      algorithm: 'ecdsa-p256',
    });
    secrets.set('company-ca', company.key);
    const parent = { certificate: company.certificate, secret: 'company-ca' };
    given = siteWith({ masters: 1, workers: 1, spec: { certificates: { ...certificates, parent } } });
  });
  const asked: string[] = [];
  const secretOf = (name: string) => {
    asked.push(name);
    const value = secrets.get(name);
    return value === undefined ? Promise.reject(new Error(name)) : Promise.resolve(value);
  };

  test('its key is read once, and nothing of it is kept', async () => {
    const made = await clusterMaterial({ workspace, site: given, secrets: secretOf }, clock, signal);
    expect(await clusterMaterial({ workspace, site: given, secrets: secretOf }, clock, signal)).toEqual(made);
    expect(asked).toEqual(['company-ca']);
    const kept = await workspace.vault.getAll(await workspace.vault.names());
    expect(Object.values(kept)).not.toContain(secrets.get('company-ca'));
    expect(describeCertificate(made.certificates[authority.certificate] ?? '').issuer).toBe('CN=Acme Root');
  });

  test('that it ends early is told; without a parent there is nothing to tell', async () => {
    const made = await clusterMaterial({ workspace, site: given, secrets: secretOf }, clock, signal);
    expect(materialFindings(given.spec, made).map((f) => f.problem.code)).toEqual(['pki.parent-ends']);
    expect(materialFindings(site.spec, made)).toEqual([]);
  });
});
