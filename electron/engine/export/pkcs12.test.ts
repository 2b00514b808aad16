import { execFileSync } from 'node:child_process';
import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pkcs12 } from './pkcs12.ts';

const openssl = (args: readonly string[], input: string | Buffer = '') =>
  execFileSync('openssl', args, { input, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });

/** A self-signed certificate by OpenSSL, which is nobody's code under test here. */
function selfSigned(key: string, name: string): string {
  const file = join(mkdtempSync(join(tmpdir(), 'barque-p12-')), 'key.pem');
  writeFileSync(file, key, { mode: 0o600 });
  return openssl(['req', '-x509', '-new', '-key', file, '-subj', `/CN=${name}`, '-days', '2']);
}
const pem = (key: ReturnType<typeof createPrivateKey>) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const keys = {
  'RSA 2048': () => pem(generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  'ECDSA P-256': () => pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  'ECDSA P-384': () => pem(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey),
};

describe.each(Object.entries(keys))('PKCS#12 with a key of %s', (_, newKey) => {
  const key = newKey();
  const certificate = selfSigned(key, 'admin');
  const ca = selfSigned(newKey(), 'ca');
  const file = pkcs12({ certificate, key }, [ca], 'pass phrase é');

  test('opens in OpenSSL with its passphrase: the key, its certificate and those that signed it', () => {
    const text = openssl(['pkcs12', '-passin', 'pass:pass phrase é', '-nodes'], file);
    const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
    expect(blocks.map((block) => new X509Certificate(block).subject)).toEqual(['CN=admin', 'CN=ca']);
    const found = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/.exec(text)?.[0] ?? '';
    expect(createPrivateKey(found).equals(createPrivateKey(key))).toBe(true);
  });

  test('says which certificate is the key’s own', () => {
    const own = openssl(['pkcs12', '-passin', 'pass:pass phrase é', '-clcerts', '-nokeys'], file);
    expect(own.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
    expect(own).toContain('admin');
  });

  test('does not open with another passphrase, nor after a change', () => {
    expect(() => openssl(['pkcs12', '-passin', 'pass:other', '-nodes'], file)).toThrow(/mac verify|Mac verify/i);
    const damaged = Buffer.from(file);
    const middle = damaged.length >> 1;
    damaged.writeUInt8(damaged.readUInt8(middle) ^ 1, middle);
    expect(() => openssl(['pkcs12', '-passin', 'pass:pass phrase é', '-nodes'], damaged)).toThrow();
  });

  test('holds no key in the clear', () => {
    const { d = '' } = createPrivateKey(key).export({ format: 'jwk' });
    expect(d.length).toBeGreaterThan(40);
    expect(file.includes(Buffer.from(d, 'base64url'))).toBe(false);
  });
});
