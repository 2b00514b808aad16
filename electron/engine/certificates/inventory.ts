import { X509Certificate } from 'node:crypto';
import {
  byExpiry,
  entryOf,
  type InventoryEntry,
  type Place,
  placesOf,
  type SeenCertificate,
} from '../../../shared/certificates/inventory.ts';
import type { Signer } from '../../../shared/certificates/leaves.ts';
import { unsurveyed } from '../../../shared/certificates/unsurveyed.ts';
import { pkiNames } from '../../../shared/model/pki-names.ts';
import type { ClusterSpec } from '../../../shared/model/spec.ts';
import { concurrently } from '../concurrently.ts';
import type { Fleet } from '../fleet.ts';
import type { Ask } from '../node/ask.ts';
import { type Ran, run } from '../node/verbs.ts';
import { describe } from '../pki/inspect.ts';

/**
 * Every certificate of a cluster, the first to expire first: those of the hosts that were reached, one round trip each, and those
 * that only the workspace has. Keys stay where they are: only certificates are read, out of files that hold both. Changes nothing.
 */
export async function inventoryOf(
  spec: ClusterSpec,
  kept: Readonly<Record<string, string>>,
  fleet: Pick<Fleet, 'nodes'>,
  signal: AbortSignal,
): Promise<InventoryEntry[]> {
  const authorities = authoritiesOf(kept);
  const prints = new Map(
    Object.entries(kept).flatMap(([name, pem]) =>
      name.endsWith('.crt') ? [[name, new X509Certificate(pem).fingerprint256]] : [],
    ),
  );
  const places = placesOf(unsurveyed(spec));
  const found = await concurrently([...fleet.nodes], fleet.nodes.size, async ([host, node]) => {
    const here = places.filter((place) => place.host === host);
    const answers = await node.ask(here.map(look), signal);
    return here.map((place, i) => entryOf(place, readAnswer(place, answers[i], authorities), prints));
  });
  return byExpiry([...found.flat(), ...ownEntries(kept, authorities)]);
}

/** What the workspace alone has: the administrator's, users', and the authorities themselves. */
function ownEntries(kept: Readonly<Record<string, string>>, authorities: Authorities): InventoryEntry[] {
  const own: readonly string[] = [
    pkiNames.admin.certificate,
    ...Object.keys(kept).filter((name) => name.startsWith('pki.user.')),
    ...[pkiNames.kubernetesAuthority, pkiNames.etcdAuthority, pkiNames.frontProxyAuthority].map((names) => names.certificate),
  ];
  return own.flatMap((path): InventoryEntry[] => {
    const pem = kept[path];
    if (pem === undefined) return [];
    return [
      {
        path,
        name: path,
        group: /^pki\.[a-z-]+-ca\.crt$/.test(path) ? 'authority' : 'kubeconfigs',
        certificate: seenIn(pem, authorities),
        match: 'same',
      },
    ];
  });
}

type Authorities = readonly (readonly [Signer, X509Certificate])[];

const authoritiesOf = (kept: Readonly<Record<string, string>>): Authorities =>
  (
    [
      ['kubernetes', pkiNames.kubernetesAuthority],
      ['etcd', pkiNames.etcdAuthority],
      ['front-proxy', pkiNames.frontProxyAuthority],
    ] as const
  ).flatMap(([signer, names]) => {
    const pem = kept[names.certificate];
    return pem === undefined ? [] : [[signer, new X509Certificate(pem)] as const];
  });

/** Only certificates leave the host: sed prints nothing else of a file. Status 4: there is none. */
const look = ({ as, path }: Place): Ask<Ran> =>
  run(10, [
    'sed',
    '-n',
    as === 'pem'
      ? '/^-----BEGIN CERTIFICATE-----$/,/^-----END CERTIFICATE-----$/p'
      : 's/^ *client-certificate-data: *"\\{0,1\\}\\([A-Za-z0-9+\\/=]*\\)"\\{0,1\\} *$/\\1/p',
    path,
  ]);

/** More than any chain has. */
const largest = 256 * 1024;

function readAnswer(place: Place, ran: Ran | undefined, authorities: Authorities): SeenCertificate | 'missing' | 'unreadable' {
  if (ran?.status !== 0) return 'missing';
  const text = ran.output.slice(0, largest);
  const pem = place.as === 'pem' ? text : Buffer.from(text.split('\n')[0] ?? '', 'base64').toString('latin1');
  try {
    return seenIn(pem, authorities);
  } catch {
    return 'unreadable';
  }
}

/** What a certificate (the first of several) says. Throws what node:crypto throws if it is none. */
function seenIn(pem: string, authorities: Authorities): SeenCertificate {
  const certificate = new X509Certificate(pem);
  const { subject, issuer, notBefore, notAfter, sans, fingerprint } = describe(pem);
  return {
    subject,
    issuer,
    signer: signerOf(certificate, pem, authorities),
    notBefore: notBefore.toISOString(),
    notAfter: notAfter.toISOString(),
    names: sans,
    serial: certificate.serialNumber,
    fingerprint,
  };
}

/** A kubelet's own certificate has the authority that it made for it behind it, in the same file: it too was signed by itself. */
function signerOf(certificate: X509Certificate, pem: string, authorities: Authorities): SeenCertificate['signer'] {
  const signs = (issuer: X509Certificate) => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  const known = authorities.find(([, authority]) => !authority.raw.equals(certificate.raw) && signs(authority));
  if (known) return known[0];
  const file = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  return file.slice(0, 4).some((one) => signs(new X509Certificate(one))) ? 'itself' : 'unknown';
}
