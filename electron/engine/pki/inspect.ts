import { createHash, X509Certificate } from 'node:crypto';

export interface CertificateDescription {
  /** Such as `O=kubeadm:cluster-admins, CN=kubernetes-admin`. */
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Such as `DNS:localhost` and `IP Address:127.0.0.1`. */
  readonly sans: readonly string[];
  /** SHA-256 of the certificate: pairs of hex digits with colons between. */
  readonly fingerprint: string;
  /** sha256:<hex of the public key's hash>, as kubeadm's `--discovery-token-ca-cert-hash` has it. */
  readonly publicKeyPin: string;
}

const oneLine = (name: string): string => name.replaceAll('\n', ', ');

/** Whom a certificate names, such as `O=Acme, CN=Acme Root`. */
export const subjectText = (certificate: X509Certificate): string => oneLine(certificate.subject);
/** Who signed it. */
export const issuerText = (certificate: X509Certificate): string => oneLine(certificate.issuer);

/** What a certificate says. Throws what node:crypto throws if `pem` is not one. */
export function describe(pem: string): CertificateDescription {
  const certificate = new X509Certificate(pem);
  const publicKey = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return {
    subject: subjectText(certificate),
    issuer: issuerText(certificate),
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    sans: certificate.subjectAltName?.split(', ') ?? [],
    fingerprint: certificate.fingerprint256,
    publicKeyPin: `sha256:${createHash('sha256').update(publicKey).digest('hex')}`,
  };
}
