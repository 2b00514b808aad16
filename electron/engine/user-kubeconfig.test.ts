import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { pkiNames } from '../../shared/model/pki-names.ts';
import { ProblemError } from '../../shared/problems/problem.ts';
import { siteWith } from '../../test/fixtures/findings.ts';
import { specOf } from '../../test/fixtures/site.ts';
import { clusterMaterial, keptMaterial } from './cluster-material.ts';
import { describe as inspect } from './pki/inspect.ts';
import { userFindings, writeUserKubeconfig } from './user-kubeconfig.ts';
import { createWorkspace, type Workspace } from './workspace/workspace.ts';

const clock = new Date('2026-01-02T03:04:05Z');
const { signal } = new AbortController();
const certificates = { ...specOf().certificates, algorithm: 'ecdsa-p256' as const };
const site = siteWith({ masters: 1, workers: 0, spec: { certificates } });
const alice = { user: 'alice', groups: ['developers', 'ops'], days: 30 };

let dir = '';
let workspace: Workspace;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'barque-user-'));
  workspace = await createWorkspace(join(dir, 'demo.barque'), 'demo', {});
});
afterEach(() => rm(dir, { recursive: true }));

const deployed = () => clusterMaterial({ workspace, site, secrets: (name) => Promise.reject(new Error(name)) }, clock, signal);
const codesOf = async (work: () => unknown) => {
  const error: unknown = await Promise.resolve()
    .then(work)
    .catch((e: unknown) => e);
  return error instanceof ProblemError ? error.problems.map((p) => p.code) : [];
};
const file = z.object({
  clusters: z.tuple([z.object({ cluster: z.object({ server: z.string(), 'certificate-authority-data': z.base64() }) })]),
  users: z.tuple([z.object({ user: z.object({ 'client-certificate-data': z.base64(), 'client-key-data': z.base64() }) })]),
});
const decoded = (data: string) => Buffer.from(data, 'base64').toString();

describe('a kubeconfig for a user', () => {
  test('names them and their groups, for so many days, signed by the cluster, for its owner alone', async () => {
    const pki = await deployed();
    const { path, notAfter } = await writeUserKubeconfig(workspace, site.spec, alice, clock);
    expect(path).toBe(join(workspace.exports, 'users', 'alice.conf'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(workspace.exports, 'users'))).mode & 0o777).toBe(0o700);
    expect(notAfter).toEqual(new Date('2026-02-01T03:04:05Z'));

    const { clusters, users } = file.parse(load(await readFile(path, 'utf8')));
    const pem = decoded(users[0].user['client-certificate-data']);
    const authority = new X509Certificate(pki.certificates[pkiNames.kubernetesAuthority.certificate] ?? '');
    expect(inspect(pem).subject).toBe('O=developers, O=ops, CN=alice');
    expect(new X509Certificate(pem).verify(authority.publicKey)).toBe(true);
    expect(clusters[0].cluster.server).toBe('https://10.0.0.5:6443');
    expect(decoded(clusters[0].cluster['certificate-authority-data'])).toBe(authority.toString());
  });

  test('the certificate is kept, the key is not', async () => {
    await deployed();
    const { path } = await writeUserKubeconfig(workspace, site.spec, alice, clock);
    const { users } = file.parse(load(await readFile(path, 'utf8')));
    const kept = await keptMaterial(workspace);
    expect(kept?.certificates['pki.user.alice.crt']).toBe(decoded(users[0].user['client-certificate-data']));
    expect(Object.values(kept?.secrets ?? {})).not.toContain(decoded(users[0].user['client-key-data']));
  });

  test("a user's name cannot overwrite the administrator's, or lead elsewhere", async () => {
    await deployed();
    const { path } = await writeUserKubeconfig(workspace, site.spec, { ...alice, user: 'system:admin' }, clock);
    expect(path).toBe(join(workspace.exports, 'users', 'system_admin.conf'));
    for (const user of ['', '../x', '.hidden', 'a/b', 'a b', 'a\nb', 'x'.repeat(64)])
      expect(await codesOf(() => writeUserKubeconfig(workspace, site.spec, { ...alice, user }, clock))).toEqual([
        'kubeconfig.name',
      ]);
  });

  test('without an authority there is none', async () => {
    expect(await codesOf(() => writeUserKubeconfig(workspace, site.spec, alice, clock))).toEqual(['kubeconfig.no-authority']);
  });
});

describe('what is said before', () => {
  const said = (change: Partial<typeof alice>) => userFindings({ ...alice, ...change }).map((f) => f.problem.code);

  test('nothing of an ordinary user', () => {
    expect(said({})).toEqual([]);
  });
  test("system:masters is warned of, and so are Kubernetes' own names", () => {
    expect(said({ groups: ['system:masters'] })).toEqual(['kubeconfig.masters']);
    expect(said({ user: 'system:node:m1', groups: ['system:nodes'] })).toEqual(['kubeconfig.system']);
  });
  test.each([0, -1, 1.5, 3651, NaN])('%d days are refused', async (days) => {
    expect(await codesOf(() => said({ days }))).toEqual(['kubeconfig.days']);
  });
});
