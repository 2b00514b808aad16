import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubernetesAnchor, pkiNames } from '../../../shared/model/pki-names.ts';
import { ProblemError } from '../../../shared/problems/problem.ts';
import { createAuthority, selfSigned, type Authority } from './authority.ts';
import { DAY, validFor } from './certificate.ts';
import { unsurveyed } from '../../../shared/certificates/unsurveyed.ts';
import { wantedLeaves } from '../../../shared/certificates/wanted-leaves.ts';
import { specOf } from '../../../test/fixtures/site.ts';
import { joinCredential } from './join-credential.ts';
import { ensurePki, type ClusterPki, type WantedPki } from './cluster-pki.ts';
import { etcdMember } from './identities.fixture.ts';
import { describe as inspect } from './inspect.ts';
import { isCurrent, issue } from './leaf.ts';
import { parentWarnings, readParent } from './parent.ts';

const now = new Date();
const after = (days: number) => new Date(now.getTime() + days * DAY);
const opensslMissing = spawnSync('openssl', ['version']).status !== 0;
const policy = { algorithm: 'ecdsa-p256', validity: { authorities: 3650, leaves: 365 } } as const;
const member = etcdMember({ hostname: 'master-1', addresses: ['10.0.0.11'] });
const make = (commonName: string, days: number, parent?: Authority) =>
  createAuthority({ commonName, validity: validFor(days * DAY, now), algorithm: 'ecdsa-p256' }, parent);

let company: Authority;
let below: Authority;
beforeAll(async () => {
  company = await make('Acme Root', 7300);
  below = await make('kubernetes', 3650, company);
});

const problemOf = async (work: () => unknown) => {
  const error: unknown = await Promise.resolve()
    .then(work)
    .catch((caught: unknown) => caught);
  if (!(error instanceof ProblemError)) throw new Error('expected a ProblemError');
  const { code, params } = error.problems[0];
  const of: Readonly<Record<string, unknown>> = { code, ...params };
  return of;
};

describe("an authority below a company's", () => {
  test('is issued by it, and is the last authority of its chain', () => {
    const certificate = new X509Certificate(below.certificate);
    const issuer = new X509Certificate(company.certificate);
    expect(certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)).toBe(true);
    expect(inspect(below.certificate)).toMatchObject({ subject: 'CN=kubernetes', issuer: 'CN=Acme Root' });
  });

  test('ends with it at the latest, and so does a leaf with its authority', async () => {
    const short = await make('kubernetes', 3650, await make('Acme', 100));
    expect(new X509Certificate(short.certificate).validTo).toBe(new X509Certificate((await make('x', 100)).certificate).validTo);
    const leaf = await issue(short, member, now, 'ecdsa-p256');
    expect(inspect(leaf.certificate).notAfter).toEqual(inspect(short.certificate).notAfter);
    // it cannot be made any longer, so it is not made again and again
    expect(isCurrent(leaf, short, member, after(90))).toBe(true);
    expect(isCurrent(leaf, short, member, after(101))).toBe(false);
  });

  test('has a self-signed twin that vouches for the same leaves and says nothing of the company', async () => {
    const twin = selfSigned(below);
    const leaf = await issue(below, member, now, 'ecdsa-p256');
    expect(isCurrent(leaf, { certificate: twin, key: below.key }, member, now)).toBe(true);
    expect(inspect(twin)).toMatchObject({ subject: 'CN=kubernetes', issuer: 'CN=kubernetes' });
    expect(inspect(twin).publicKeyPin).toBe(inspect(below.certificate).publicKeyPin);
  });
});

describe.skipIf(opensslMissing)('OpenSSL, with a root as a company has it', () => {
  let folder: string;
  let root: Authority;
  let intermediate: Authority;
  let leaf: string;
  let impostor: string;
  const file = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const openssl = (...args: string[]) =>
    execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  const accepts = (certificate: string, ...args: string[]): boolean =>
    spawnSync('openssl', ['verify', '-no-CAfile', '-no-CApath', ...args, file('it.crt', certificate)]).status === 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'barque-parent-'));
    openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '7300', '-subj', '/C=DE/O=Acme/CN=Acme Root'],
      ...['-keyout', 'root.key', '-out', 'root.crt', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'],
    );
    const read = (name: string) => readFileSync(join(folder, name), 'utf8');
    root = readParent({ certificate: read('root.crt'), key: read('root.key') }, new Date());
    intermediate = await make('kubernetes', 3650, root);
    leaf = (await issue(intermediate, member, now, 'ecdsa-p256')).certificate;
    impostor = (await issue(root, { ...member, commonName: 'eve', organizations: ['system:masters'] }, now, 'ecdsa-p256'))
      .certificate;
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('takes the whole chain for both purposes, strictly', () => {
    const chain = ['-x509_strict', '-CAfile', file('root.crt', root.certificate)];
    const untrusted = ['-untrusted', file('intermediate.crt', intermediate.certificate)];
    for (const purpose of ['sslserver', 'sslclient'])
      expect(accepts(leaf, ...chain, ...untrusted, '-purpose', purpose)).toBe(true);
    expect(accepts(leaf, ...chain)).toBe(false);
  });

  test('takes the intermediate alone for an anchor only with partial chains, its twin without', () => {
    const anchor = ['-CAfile', file('intermediate.crt', intermediate.certificate)];
    for (const purpose of ['sslserver', 'sslclient'])
      expect(accepts(leaf, ...anchor, '-partial_chain', '-purpose', purpose)).toBe(true);
    expect(accepts(leaf, ...anchor)).toBe(false);
    expect(accepts(leaf, '-x509_strict', '-CAfile', file('twin.crt', selfSigned(intermediate)), '-purpose', 'sslserver')).toBe(
      true,
    );
  });

  test("the company's own certificates are nothing to the cluster's anchors, system:masters or not", () => {
    for (const anchor of [intermediate.certificate, selfSigned(intermediate)])
      expect(accepts(impostor, '-partial_chain', '-CAfile', file('anchor.crt', anchor))).toBe(false);
    expect(accepts(impostor, '-CAfile', file('root.crt', root.certificate))).toBe(true);
  });

  test('an authority below the last one is refused', async () => {
    const third = await make('third', 100, intermediate);
    const ofThird = (await issue(third, member, now, 'ecdsa-p256')).certificate;
    const both = file('both.crt', intermediate.certificate + third.certificate);
    expect(accepts(ofThird, '-CAfile', file('root.crt', root.certificate), '-untrusted', both)).toBe(false);
  });

  test('an encrypted key is opened by its passphrase and by no other', async () => {
    const encrypted = createPrivateKey(root.key)
      .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'open sesame' })
      .toString();
    const { certificate } = root;
    expect(readParent({ certificate, key: encrypted, passphrase: 'open sesame' }, new Date())).toEqual(root);
    for (const passphrase of ['open', undefined])
      expect(await problemOf(() => readParent({ certificate, key: encrypted, passphrase }, now))).toMatchObject({
        code: 'pki.parent-unusable',
        fault: 'key-unreadable',
        subject: 'C=DE, O=Acme, CN=Acme Root',
      });
  });
});

describe('a company authority that cannot sign is refused, with the reason', () => {
  const faultOf = async (material: Authority, clock = now) => (await problemOf(() => readParent(material, clock)))['fault'];

  test('torn, without its key, or with that of another', async () => {
    const other = await make('Other', 100);
    expect(await faultOf({ ...company, certificate: '-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n' })).toBe(
      'unreadable',
    );
    expect(await faultOf({ ...company, key: 'nothing' })).toBe('key-unreadable');
    expect(await faultOf({ ...company, key: other.key })).toBe('mismatch');
  });

  test('not an authority, or the last of its chain', async () => {
    expect(await faultOf(await issue(company, member, now, 'ecdsa-p256'))).toBe('not-an-authority');
    expect(await faultOf(below)).toBe('no-room');
  });

  test('past its end, or before its beginning', async () => {
    expect(await faultOf(company, after(7301))).toBe('out-of-date');
    expect(await faultOf(company, after(-3))).toBe('out-of-date');
  });

  test('one that a clock of today finds not yet valid by an hour is taken', () => {
    expect(readParent(company, new Date(now.getTime() - 25 * 3_600_000))).toMatchObject({ certificate: company.certificate });
  });

  test('one that ends early is told of, one that does not is not', () => {
    expect(parentWarnings(company.certificate, 3650, now)).toEqual([]);
    expect(parentWarnings(company.certificate, 7301, now)).toMatchObject([
      { code: 'pki.parent-ends', params: { subject: 'CN=Acme Root', days: 7301 } },
    ]);
  });
});

describe("a cluster's certificates below a company's authority", () => {
  const asked: string[] = [];
  const parentOf = (authority: Authority) => ({
    certificate: authority.certificate,
    read: () => {
      asked.push(authority.certificate);
      return Promise.resolve(authority);
    },
  });
  const wanted: WantedPki = {
    clusterName: 'harbour',
    endpoint: 'https://10.0.0.100:6443',
    leaves: wantedLeaves(unsurveyed(specOf({ masters: 1 })), new Set(['w1']), 'preparing'),
    policy,
  };
  let pki: ClusterPki;
  beforeAll(async () => {
    pki = await ensurePki(undefined, { ...wanted, parent: parentOf(company) }, now);
  });

  test('all three authorities are signed by it; its key is asked for once and kept nowhere', async () => {
    for (const { certificate } of [pkiNames.etcdAuthority, pkiNames.kubernetesAuthority, pkiNames.frontProxyAuthority])
      expect(inspect(pki.certificates[certificate] ?? '').issuer).toBe('CN=Acme Root');
    expect(await ensurePki(pki, { ...wanted, parent: parentOf(company) }, now)).toEqual(pki);
    expect(asked).toHaveLength(1);
    const all = Object.values({ ...pki.certificates, ...pki.secrets }).join('');
    expect(all).not.toContain(company.key.split('\n')[1]);
    expect(all).not.toContain(company.certificate.split('\n')[1]);
  });

  test("a joining node trusts what the masters have, people's programs the self-signed twin", async () => {
    const embedded = (conf: string | undefined) =>
      Buffer.from(/certificate-authority-data: (\S+)/.exec(conf ?? '')?.[1] ?? '', 'base64').toString();
    expect(embedded(await joinCredential(pki, specOf(), 'w1', now))).toBe(
      pki.certificates[pkiNames.kubernetesAuthority.certificate],
    );
    expect(embedded(pki.secrets[pkiNames.admin.kubeconfig])).toBe(pki.certificates[kubernetesAnchor]);
  });

  test('a renewed certificate of the same company authority changes nothing; another, or none, is refused', async () => {
    const key = createPrivateKey(company.key);
    expect(key.asymmetricKeyType).toBe('ec');
    const renewed = { certificate: selfSigned(company), key: company.key };
    expect(await ensurePki(pki, { ...wanted, parent: parentOf(renewed) }, now)).toEqual(pki);
    const other = parentOf(await make('Acme Root', 7300));
    for (const parent of [other, undefined])
      expect(await problemOf(() => ensurePki(pki, { ...wanted, parent }, now))).toMatchObject({
        code: 'pki.parent-changed',
        issuer: 'CN=Acme Root',
        wanted: parent ? 'CN=Acme Root' : '',
      });
    const own = await ensurePki(undefined, wanted, now);
    expect((await problemOf(() => ensurePki(own, { ...wanted, parent: parentOf(company) }, now))).code).toBe(
      'pki.parent-changed',
    );
    expect(own.certificates[kubernetesAnchor]).toBeUndefined();
  });
});
