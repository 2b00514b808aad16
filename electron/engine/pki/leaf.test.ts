import { createPrivateKey, X509Certificate } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuthority, type Authority } from './authority.ts';
import { DAY, validFor, type KeyedCertificate } from './certificate.ts';
import { admin, etcdClient, etcdMember } from './identities.fixture.ts';
import { describe as inspect } from './inspect.ts';
import { isCurrent, issue } from './leaf.ts';

const now = new Date();
const host = { hostname: 'master-1', addresses: ['10.0.0.11', '192.168.7.11'] };
const opensslMissing = spawnSync('openssl', ['version']).status !== 0;

let authority: Authority;
let stranger: Authority;
let member: KeyedCertificate;
let client: KeyedCertificate;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'barque-pki-'));
  const validity = validFor(3650 * DAY, now);
  [authority, stranger] = await Promise.all([
    createAuthority({ commonName: 'etcd-ca', validity }),
    createAuthority({ commonName: 'etcd-ca', validity }),
  ]);
  [member, client] = await Promise.all([
    issue(authority, etcdMember(host), now),
    issue(authority, { ...etcdClient, organizations: ['one', 'two'] }, now),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a leaf', () => {
  test('is issued by its authority and by no other of the same name', () => {
    const certificate = new X509Certificate(member.certificate);
    const [own, other] = [new X509Certificate(authority.certificate), new X509Certificate(stranger.certificate)];
    expect(certificate.checkIssued(own) && certificate.verify(own.publicKey)).toBe(true);
    expect(certificate.checkIssued(other) || certificate.verify(other.publicKey)).toBe(false);
    expect([own.ca, certificate.ca]).toEqual([true, false]);
  });

  test('belongs to its key, and its serial number is its own, positive and of 128 bits', () => {
    const certificates = [member, client].map((c) => new X509Certificate(c.certificate));
    expect(certificates.map((c, i) => c.checkPrivateKey(createPrivateKey([member, client][i]?.key ?? '')))).toEqual([true, true]);
    for (const { serialNumber } of certificates) expect(serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
    expect(certificates[0]?.serialNumber).not.toBe(certificates[1]?.serialNumber);
  });

  test('names its host by every name and address, each once', () => {
    const { sans } = inspect(member.certificate);
    expect(sans).toEqual([
      'DNS:localhost',
      'DNS:master-1',
      'IP Address:10.0.0.11',
      'IP Address:127.0.0.1',
      'IP Address:192.168.7.11',
    ]);
    expect(inspect(client.certificate).sans).toEqual([]);
  });

  test('carries each group as an organization', () => {
    expect(inspect(client.certificate).subject).toBe('O=one, O=two, CN=kube-apiserver-etcd-client');
  });

  test('begins a day before the earliest clock and ends when its lifetime does', () => {
    const { notBefore, notAfter } = inspect(member.certificate);
    const second = Math.floor(now.getTime() / 1000) * 1000;
    expect(notBefore.getTime()).toBe(second - DAY);
    expect(notAfter.getTime()).toBe(second + 365 * DAY);
  });
});

describe.skipIf(opensslMissing)('openssl (skipped where the program is missing)', () => {
  const file = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  const accepts = (leaf: KeyedCertificate, ca: Authority, ...options: string[]) =>
    spawnSync('openssl', [
      'verify',
      '-x509_strict',
      ...options,
      '-CAfile',
      file('ca.crt', ca.certificate),
      file('leaf.crt', leaf.certificate),
    ]).status === 0;

  test('accepts the chain for its purposes, names and authority only', () => {
    expect(accepts(member, authority, '-purpose', 'sslserver', '-verify_ip', '192.168.7.11')).toBe(true);
    expect(accepts(member, authority, '-purpose', 'sslclient', '-verify_hostname', 'localhost')).toBe(true);
    expect(accepts(client, authority, '-purpose', 'sslclient')).toBe(true);
    expect(accepts(client, authority, '-purpose', 'sslserver')).toBe(false);
    expect(accepts(member, authority, '-verify_ip', '10.0.0.12')).toBe(false);
    expect(accepts(member, stranger)).toBe(false);
  });

  test('reads the key', () => {
    expect(execFileSync('openssl', ['pkey', '-noout', '-check', '-in', file('leaf.key', member.key)]).toString()).toContain(
      'valid',
    );
  });

  test('shows the extensions', () => {
    const text = (pem: string) => execFileSync('openssl', ['x509', '-noout', '-text'], { input: pem }).toString();
    expect(text(authority.certificate)).toMatch(/Key Usage: critical\s+Digital Signature, Certificate Sign, CRL Sign/);
    expect(text(authority.certificate)).toMatch(/Basic Constraints: critical\s+CA:TRUE/);
    expect(text(member.certificate)).toMatch(/Key Usage: critical\s+Digital Signature, Key Encipherment/);
    const identifier = (pem: string, of: string) => new RegExp(`${of} Key Identifier:\\s+([0-9A-F:]+)`).exec(text(pem))?.[1];
    expect(identifier(member.certificate, 'Authority')).toBe(identifier(authority.certificate, 'Subject'));
    expect(identifier(member.certificate, 'Subject')).toMatch(/^([0-9A-F]{2}:){19}[0-9A-F]{2}$/);
  });

  test('reads dates of 2050 and later, and writes those before as UTCTime', async () => {
    const late = new Date('2049-06-01T12:00:00Z');
    const ca = await createAuthority({ commonName: 'late', validity: validFor(3650 * DAY, late) });
    const leaf = await issue(ca, etcdMember(host), late);
    expect(inspect(leaf.certificate)).toMatchObject({
      notBefore: new Date('2049-05-31T12:00:00Z'),
      notAfter: new Date('2050-06-01T12:00:00Z'),
    });
    const asn1 = execFileSync('openssl', ['asn1parse'], { input: leaf.certificate }).toString();
    expect(asn1).toMatch(/UTCTIME\s+:490531120000Z[^]*GENERALIZEDTIME\s+:20500601120000Z/);
    const at = (date: string) => ['-attime', String(Date.parse(date) / 1000)];
    expect(accepts(leaf, ca, ...at('2050-05-31T00:00:00Z'))).toBe(true);
    expect(accepts(leaf, ca, ...at('2050-06-02T00:00:00Z'))).toBe(false);
  });
});

describe('in a TLS handshake with client authentication', () => {
  /** Whom the server takes its client for, or why it would turn it away, or why the client hung up. */
  async function handshake(presented: KeyedCertificate | undefined, hostname = 'master-1'): Promise<string> {
    const server = tls.createServer({
      cert: member.certificate,
      key: member.key,
      ca: authority.certificate,
      requestCert: true,
      rejectUnauthorized: false,
    });
    server.on('secureConnection', (socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(
        socket.authorized ? String(socket.getPeerCertificate().subject.CN) : `refused: ${String(socket.authorizationError)}`,
      );
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const socket = tls.connect({
      host: '127.0.0.1',
      port: address.port,
      ca: authority.certificate,
      checkServerIdentity: (_, certificate) => tls.checkServerIdentity(hostname, certificate),
      ...(presented && { cert: presented.certificate, key: presented.key }),
    });
    try {
      let said = '';
      for await (const data of socket) said += String(data);
      return said;
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    } finally {
      socket.destroy();
      server.close();
    }
  }

  test('etcd members and the API server get in, by host name and by address', async () => {
    expect(await handshake(client)).toBe('kube-apiserver-etcd-client');
    expect(await handshake(member, '10.0.0.11')).toBe('master-1');
    expect(await handshake(member, '127.0.0.1')).toBe('master-1');
  });

  test('a client of another authority, one without a certificate, and a wrong host name are turned away', async () => {
    const foreign = await issue(stranger, etcdClient, now);
    expect(await handshake(foreign)).toMatch(/^refused: /);
    expect(await handshake(undefined)).toMatch(/^refused: /);
    expect(await handshake(client, 'master-2')).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
  });
});

describe('isCurrent', () => {
  const identity = etcdMember(host);
  const later = (days: number) => new Date(now.getTime() + days * DAY);

  test('holds for what was issued, in whatever order the addresses come', () => {
    expect(isCurrent(member, authority, identity, now)).toBe(true);
    const shuffled = etcdMember({ hostname: 'master-1', addresses: ['192.168.7.11', '127.0.0.1', '10.0.0.11'] });
    expect(isCurrent(member, authority, shuffled, now)).toBe(true);
  });

  test('ends 30 days before the certificate does, and does not hold before it begins', () => {
    expect(isCurrent(member, authority, identity, later(334.9))).toBe(true);
    expect(isCurrent(member, authority, identity, later(335.1))).toBe(false);
    expect(isCurrent(member, authority, identity, later(-1.1))).toBe(false);
  });

  test.each([
    ['an address more', etcdMember({ ...host, addresses: [...host.addresses, '10.0.0.99'] })],
    ['another host name', etcdMember({ ...host, hostname: 'master-9' })],
    ['another purpose', { ...identity, purposes: ['server'] as const }],
    ['a group more', { ...identity, organizations: ['system:masters'] }],
    ['somebody else', admin],
  ])('does not hold for %s', (_, changed) => {
    expect(isCurrent(member, authority, changed, now)).toBe(false);
  });

  test('does not hold for another authority, another key, or what cannot be read', () => {
    expect(isCurrent(member, stranger, identity, now)).toBe(false);
    expect(isCurrent({ ...member, key: client.key }, authority, identity, now)).toBe(false);
    expect(isCurrent({ ...member, key: '' }, authority, identity, now)).toBe(false);
    expect(isCurrent({ ...member, certificate: 'torn' }, authority, identity, now)).toBe(false);
  });
});
