import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { createAuthority } from './authority.ts';
import { describe } from './inspect.ts';

const opensslMissing = spawnSync('openssl', ['version']).status !== 0;
const validity = { notBefore: new Date('2049-12-31T23:59:59Z'), notAfter: new Date('2060-01-01T00:00:00Z') };

test('a certificate is described in full', async () => {
  const { certificate } = await createAuthority({ commonName: 'kubernetes', validity });
  expect(describe(certificate)).toMatchObject({ subject: 'CN=kubernetes', issuer: 'CN=kubernetes', sans: [], ...validity });
});

test.skipIf(opensslMissing)('the fingerprint and the pin are those that openssl and kubeadm show', async () => {
  const { certificate } = await createAuthority({ commonName: 'kubernetes', validity });
  const openssl = (input: string | Buffer, ...args: string[]) => execFileSync('openssl', args, { input });
  const { fingerprint, publicKeyPin } = describe(certificate);
  expect(openssl(certificate, 'x509', '-noout', '-fingerprint', '-sha256').toString()).toContain(fingerprint);
  // The recipe of kubeadm's manual for --discovery-token-ca-cert-hash.
  const der = openssl(openssl(certificate, 'x509', '-pubkey', '-noout'), 'pkey', '-pubin', '-outform', 'der');
  expect(publicKeyPin).toBe(`sha256:${openssl(der, 'dgst', '-sha256', '-hex').toString().trim().split(' ').at(-1) ?? ''}`);
});

test('what is no certificate is refused', () => {
  expect(() => describe('nothing')).toThrow();
});
