import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { DAY, partsOf, signCertificate } from '../pki/certificate.ts';
import type { Machine } from './machine.ts';

/** Where certificates lie on a host. */
const places = ['/etc/kubernetes/', '/etc/etcd/', '/var/lib/kubelet/pki/', '/etc/barque/registry/'];

const pem = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g;
const embedded = /(?<=client-certificate-data: "?)[A-Za-z0-9+/=]+/g;

interface Authority {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
}

/** Lets every leaf of a host end now: the same keys, names and signers, another end. Authorities stay. */
export function expireCertificates(machine: Machine): void {
  const { files } = machine;
  const paths = [...files.entries()].flatMap(([path, { type }]) =>
    type === 'file' && places.some((place) => path.startsWith(place)) ? [path] : [],
  );
  const authorities = paths.flatMap((path) => authorityAt(machine, path) ?? []);
  const end = new Date(Math.floor(machine.date() / 1000) * 1000);
  for (const path of paths) {
    const entry = files.at(path);
    const text = files.text(path);
    if (entry?.type !== 'file' || text === undefined) continue;
    const changed = text
      .replace(pem, (one) => ended(one, authorities, end))
      .replace(embedded, (one) => {
        const before = Buffer.from(one, 'base64').toString();
        return Buffer.from(before.replace(pem, (inner) => ended(inner, authorities, end))).toString('base64');
      });
    if (changed !== text) files.write(path, entry.mode, changed);
  }
}

/** The authority whose certificate lies at a path, with its key beside it. */
function authorityAt({ files }: Machine, path: string): Authority | undefined {
  const certificate = certificateOf(files.text(path) ?? '');
  const beside = [path.replace(/\.(crt|pem)$/, '.key'), path.replace(/\.pem$/, '-key.pem')];
  const key = beside.filter((one) => one !== path).flatMap((one) => files.text(one) ?? [])[0];
  return certificate?.ca === true && key !== undefined ? { certificate, key: createPrivateKey(key) } : undefined;
}

function ended(text: string, authorities: readonly Authority[], end: Date): string {
  const certificate = certificateOf(text);
  const parts = certificate && partsOf(certificate);
  const signer = authorities.find(({ certificate: issuer }) => certificate?.checkIssued(issuer) === true);
  const issuer = signer && partsOf(signer.certificate);
  if (!certificate || certificate.ca || !parts || !signer || !issuer) return text;
  return signCertificate(
    {
      subject: parts.subject,
      issuer: issuer.subject,
      publicKey: certificate.publicKey,
      validity: { notBefore: new Date(end.getTime() - 365 * DAY), notAfter: end },
      extensions: parts.extensions,
    },
    signer.key,
  );
}

function certificateOf(text: string): X509Certificate | undefined {
  try {
    return new X509Certificate(text);
  } catch {
    return undefined;
  }
}
