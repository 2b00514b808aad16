import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority } from '../../../../electron/engine/pki/authority.ts';
import { DAY, type KeyedCertificate, validFor } from '../../../../electron/engine/pki/certificate.ts';
import { issue } from '../../../../electron/engine/pki/leaf.ts';
import { withExpiredLeaves } from './expire.ts';

const now = new Date('2026-05-01T12:00:00Z');
let authority: Authority;
let leaf: KeyedCertificate;
let stranger: KeyedCertificate;
beforeAll(async () => {
  const validity = validFor(3650 * DAY, now);
  const identity = {
    commonName: 'kube-apiserver',
    organizations: ['system:masters'],
    sans: { dns: ['localhost'], ip: ['10.77.0.11'] },
    purposes: ['server', 'client'] as const,
    ...{ lifetime: 365 * DAY, margin: DAY },
  } as const;
  const other = await createAuthority({ commonName: 'other-ca', validity });
  authority = await createAuthority({ commonName: 'kubernetes-ca', validity });
  [leaf, stranger] = await Promise.all([issue(authority, identity, now), issue(other, identity, now)]);
});
const first = (text: string) => new X509Certificate(text);

describe('leaves that are let expire', () => {
  it('ended before now, and are the same otherwise: subject, names, key, signer', () => {
    const [was, is] = [first(leaf.certificate), first(withExpiredLeaves(leaf.certificate, [authority], now))];
    expect(Date.parse(is.validTo)).toBe(now.getTime() - 3_600_000);
    expect([is.subject, is.subjectAltName, is.keyUsage]).toEqual([...[was.subject, was.subjectAltName, was.keyUsage]]);
    expect(is.publicKey.equals(was.publicKey)).toBe(true);
    expect(is.verify(first(authority.certificate).publicKey)).toBe(true);
  });

  it('leave keys and authorities in the same file as they are', () => {
    const file = `${leaf.certificate}${authority.certificate}${leaf.key}`;
    const expired = withExpiredLeaves(file, [authority], now);
    expect(expired.endsWith(`${authority.certificate}${leaf.key}`)).toBe(true);
    expect(Date.parse(first(expired).validTo)).toBeLessThan(now.getTime());
  });

  it('are found in a kubeconfig too', () => {
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const config = (client: string) => `    certificate-authority-data: ${base64(authority.certificate)}
    client-certificate-data: ${base64(client)}
    client-key-data: ${base64(leaf.key)}
`;
    expect(withExpiredLeaves(config(leaf.certificate), [authority], now)).toBe(
      config(withExpiredLeaves(leaf.certificate, [authority], now)),
    );
  });

  it('are not those of an authority whose key is not at hand', () => {
    expect(withExpiredLeaves(stranger.certificate, [authority], now)).toBe(stranger.certificate);
  });
});
