import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { keyAlgorithm, type KeyAlgorithm } from '../../../shared/model/spec.ts';
import { createAuthority, type Authority } from './authority.ts';
import { DAY, distinguishedName, extensions, signCertificate, validFor } from './certificate.ts';
import { sequence } from './der.ts';
import { etcdClient, etcdMember } from './identities.fixture.ts';
import { newKeyPair } from './key.ts';
import { isCurrent, issue } from './leaf.ts';

const now = new Date();
const validity = validFor(3650 * DAY, now);
const member = etcdMember({ hostname: 'master-1', addresses: ['10.0.0.11'] });
const opensslMissing = spawnSync('openssl', ['version']).status !== 0;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'barque-algorithms-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const kinds: Record<KeyAlgorithm, { key: RegExp; signature: string }> = {
  'rsa-2048': { key: /RSA Public-Key: \(2048|Public-Key: \(2048/, signature: 'sha256WithRSAEncryption' },
  'rsa-3072': { key: /Public-Key: \(3072/, signature: 'sha256WithRSAEncryption' },
  'rsa-4096': { key: /Public-Key: \(4096/, signature: 'sha256WithRSAEncryption' },
  'ecdsa-p256': { key: /NIST CURVE: P-256/, signature: 'ecdsa-with-SHA256' },
  'ecdsa-p384': { key: /NIST CURVE: P-384/, signature: 'ecdsa-with-SHA384' },
};

describe.each(keyAlgorithm.options)('%s', (algorithm) => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority({ commonName: 'etcd-ca', validity, algorithm });
  }, 60_000);

  test('what its authority signs is current, and for no other authority', async () => {
    const leaf = await issue(authority, member, now, 'ecdsa-p256');
    const stranger = await createAuthority({ commonName: 'etcd-ca', validity, algorithm: 'ecdsa-p256' });
    expect(isCurrent(leaf, authority, member, now)).toBe(true);
    expect(isCurrent(leaf, stranger, member, now)).toBe(false);
  });

  test.skipIf(opensslMissing)('openssl names key and signature so, and takes a leaf for server and client', async () => {
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: authority.certificate }).toString();
    expect(text).toMatch(kinds[algorithm].key);
    expect(text).toContain(`Signature Algorithm: ${kinds[algorithm].signature}`);
    const leaf = await issue(authority, member, now, 'ecdsa-p256');
    const files = { ca: join(folder, `${algorithm}-ca.crt`), leaf: join(folder, `${algorithm}-leaf.crt`) };
    writeFileSync(files.ca, authority.certificate);
    writeFileSync(files.leaf, leaf.certificate);
    for (const purpose of ['sslserver', 'sslclient'])
      expect(
        execFileSync('openssl', ['verify', '-x509_strict', '-CAfile', files.ca, '-purpose', purpose, files.leaf]).toString(),
      ).toContain('OK');
  });
});

test.skipIf(opensslMissing)('an elliptic key does not encipher keys, an RSA key does', async () => {
  const authority = await createAuthority({ commonName: 'etcd-ca', validity, algorithm: 'ecdsa-p256' });
  const usageOf = async (algorithm: KeyAlgorithm) => {
    const { certificate } = await issue(authority, etcdClient, now, algorithm);
    const text = execFileSync('openssl', ['x509', '-noout', '-text'], { input: certificate }).toString();
    return /Key Usage: critical\s+(.*)/.exec(text)?.[1];
  };
  expect(await usageOf('ecdsa-p256')).toBe('Digital Signature');
  expect(await usageOf('rsa-2048')).toBe('Digital Signature, Key Encipherment');
});

test('some elliptic keys look like ASN.1 by chance: all of many are carried unchanged', async () => {
  const issuer = await newKeyPair('ecdsa-p256');
  const name = distinguishedName('many');
  for (let i = 0; i < 600; i++) {
    const { publicKey, privateKey } = await newKeyPair('ecdsa-p256');
    const content = {
      subject: name,
      issuer: name,
      publicKey,
      validity,
      extensions: sequence(extensions.basicConstraints(false)),
    };
    const certificate = new X509Certificate(signCertificate(content, issuer.privateKey));
    expect(certificate.checkPrivateKey(privateKey) && certificate.verify(issuer.publicKey)).toBe(true);
  }
});

test('a key of another kind signs nothing', async () => {
  const authority = await createAuthority({ commonName: 'x', validity, algorithm: 'ecdsa-p256' });
  const key = ed25519Key();
  await expect(issue({ certificate: authority.certificate, key }, member, now, 'ecdsa-p256')).rejects.toThrow(TypeError);
});

/** RFC 8410 10.3. */
const ed25519Key = (): string =>
  createPrivateKey({
    key: Buffer.from('302e020100300506032b657004220420d4ee72dbf913584ad5b6d8f1f769f8ad3afe7c28cbf1d4fbe097a88f44755842', 'hex'),
    format: 'der',
    type: 'pkcs8',
  })
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();

describe('names, as OpenSSL reads them', () => {
  let authority: Authority;
  beforeAll(async () => {
    authority = await createAuthority({ commonName: 'kubernetes', validity, algorithm: 'ecdsa-p256' });
  });
  const text = fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme' });
  const dns = fc.domain();

  test('user and groups come back as they went in, whatever is in them', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.array(text, { maxLength: 4 }), async (commonName, organizations) => {
        const { certificate } = await issue(authority, { ...etcdClient, commonName, organizations }, now, 'ecdsa-p256');
        const subject: Readonly<Record<string, unknown>> = { ...new X509Certificate(certificate).toLegacyObject().subject };
        expect(subject['CN']).toBe(commonName);
        expect([subject['O'] ?? []].flat()).toEqual(organizations);
      }),
      { numRuns: 60 },
    );
  });

  test('every name and address comes back, each once', async () => {
    await fc.assert(
      fc.asyncProperty(
        dns,
        fc.array(dns, { maxLength: 5 }),
        fc.array(fc.ipV4(), { maxLength: 5 }),
        async (host, names, addresses) => {
          const identity = etcdMember({ hostname: host, names, addresses });
          const { certificate } = await issue(authority, identity, now, 'ecdsa-p256');
          const found = new X509Certificate(certificate).subjectAltName?.split(', ') ?? [];
          const expected = [
            ...[...new Set([host, 'localhost', ...names])].map((name) => `DNS:${name}`),
            ...[...new Set(['127.0.0.1', ...addresses])].map((address) => `IP Address:${address}`),
          ];
          expect(found.sort()).toEqual(expected.sort());
        },
      ),
      { numRuns: 60 },
    );
  });
});
