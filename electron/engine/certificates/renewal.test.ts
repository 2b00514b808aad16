import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { leavesOf } from '../../../shared/certificates/leaves.ts';
import { pkiNames } from '../../../shared/model/pki-names.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { specOf } from '../../../test/fixtures/site.ts';
import { type ClusterPki, ensurePki, type WantedPki } from '../pki/cluster-pki.ts';
import { describe as inspect } from '../pki/inspect.ts';
import { withNewLeaves } from './new-leaves.ts';
import { dropRenewal, keepRenewal, readRenewal, refuseUnfinishedRenewal } from './renewal-record.ts';
import { wantedLeaves } from '../../../shared/certificates/wanted-leaves.ts';
import { unsurveyed } from '../../../shared/certificates/unsurveyed.ts';

// keys that take no time to make
const algorithm = 'ecdsa-p256';
const spec = { ...specOf(), certificates: { ...specOf().certificates, algorithm } } as const;
const leaves = leavesOf(unsurveyed(spec));
const { signal } = new AbortController();
const [made, renewed] = [new Date('2026-01-01T08:00:00Z'), new Date('2026-12-01T08:00:00Z')];
const wanted: WantedPki = {
  policy: { algorithm, validity: spec.certificates.validity },
  clusterName: spec.name,
  endpoint: 'https://10.0.0.5:6443',
  leaves: wantedLeaves(unsurveyed(spec), new Set(['m2', 'm3', 'w1']), 'preparing'),
};
let before: ClusterPki;
let after: ClusterPki;
beforeAll(async () => {
  before = await ensurePki(undefined, wanted, made);
  after = await withNewLeaves(before, spec, leaves, renewed, signal);
});

describe('new leaves', () => {
  test('are signed by the authorities that there are, which stay byte by byte', () => {
    for (const names of [
      pkiNames.etcdAuthority,
      pkiNames.kubernetesAuthority,
      pkiNames.frontProxyAuthority,
      pkiNames.serviceAccount,
    ]) {
      expect(after.certificates[names.certificate]).toBe(before.certificates[names.certificate]);
      expect(after.secrets[names.key]).toBe(before.secrets[names.key]);
    }
    const authority = {
      etcd: pkiNames.etcdAuthority,
      kubernetes: pkiNames.kubernetesAuthority,
      'front-proxy': pkiNames.frontProxyAuthority,
    };
    for (const { names, signer } of leaves) {
      const leaf = new X509Certificate(after.certificates[names.certificate] ?? '');
      const issuer = new X509Certificate(after.certificates[authority[signer].certificate] ?? '');
      expect(leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey), names.certificate).toBe(true);
    }
  });

  test('have keys and serial numbers of their own, and the names that they are to have', () => {
    const serials = leaves.map(({ names }) => new X509Certificate(after.certificates[names.certificate] ?? '').serialNumber);
    const distinct = new Set(leaves.map(({ names }) => names.certificate)).size;
    expect(new Set(serials).size).toBe(distinct);
    for (const { names, identity } of leaves) {
      const { subject, sans } = inspect(after.certificates[names.certificate] ?? '');
      expect(subject).toBe([...identity.organizations.map((group) => `O=${group}`), `CN=${identity.commonName}`].join(', '));
      expect(sans).toHaveLength(identity.sans.dns.length + identity.sans.ip.length);
    }
    expect(after.secrets[pkiNames.etcdServer('m1').key]).not.toBe(before.secrets[pkiNames.etcdServer('m1').key]);
  });

  test('are what an apply would make, so that applying afterwards makes none again', async () => {
    expect(await ensurePki(after, wanted, renewed)).toEqual(after);
  });

  test('of some leave all others as they are', async () => {
    const some = leaves.filter((leaf) => leaf.group === 'front-proxy');
    const result = await withNewLeaves(before, spec, some, renewed, signal);
    const changed = Object.keys(result.certificates).filter((name) => result.certificates[name] !== before.certificates[name]);
    expect(changed.sort()).toEqual(['m1', 'm2', 'm3'].map((name) => `pki.front-proxy-client.${name}.crt`));
  });

  test('that go into kubeconfigs speak to the server that the node’s own did', () => {
    const kubeconfig = (name: string) => after.secrets[name] ?? '';
    expect(kubeconfig(pkiNames.scheduler('m2').kubeconfig)).toContain('https://10.0.0.12:6443');
    expect(kubeconfig(pkiNames.masterAdmin('m2').kubeconfig)).toContain('https://10.0.0.5:6443');
    expect(kubeconfig(pkiNames.admin.kubeconfig)).toContain('https://10.0.0.5:6443');
  });
});

describe('the record of a renewal', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'barque-renewal-'));
  });
  afterEach(() => rm(dir, { recursive: true }));
  const record = { begun: '2026-12-01T08:00:00.000Z', groups: ['etcd' as const], nodes: ['m1'], made: true };

  test('is there until it is dropped, and keeps everything else from going on beside it', async () => {
    await refuseUnfinishedRenewal(dir);
    await keepRenewal(dir, record);
    expect(await readRenewal(dir)).toEqual(record);
    const error: unknown = await refuseUnfinishedRenewal(dir).catch((caught: unknown) => caught);
    expect(error instanceof ProblemError && error.problems[0].code).toBe('certificates.renewal-unfinished');
    await dropRenewal(dir);
    expect(await readRenewal(dir)).toBeUndefined();
    await refuseUnfinishedRenewal(dir);
  });
});
