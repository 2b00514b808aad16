import { layout } from '../model/layout.ts';
import { type CertificateName, kubernetesAnchor, pkiNames } from '../model/pki-names.ts';
import { etcdFiles } from '../spec/etcd-files.ts';
import { kubeletClient, kubeletPki, type LeafCluster, type LeafGroup, leavesOf, type Signer } from './leaves.ts';

/** Where a certificate lies: in a PEM file, or inside a kubeconfig. */
export interface Place {
  /** The spec's name of the node. */
  readonly host: string;
  readonly path: string;
  readonly as: 'pem' | 'kubeconfig';
  readonly group: LeafGroup | 'authority';
  /** Under which names the workspace keeps what may lie there. */
  readonly kept: readonly CertificateName[];
  /** Who may have signed one that is not the kept one: it was made on the node, or the kubelet has renewed it. */
  readonly signers: readonly SeenCertificate['signer'][];
  /** Whether the kubelet renews it by itself, so that another than the kept one may be right. */
  readonly rotates: boolean;
}

const kubeletServed = `${kubeletPki}/kubelet.crt`;

/** Every place of a cluster where a certificate lies. */
export function placesOf(cluster: LeafCluster): Place[] {
  const leaves = leavesOf(cluster).flatMap(({ on, group, names, signer }): Place[] => {
    if (on === undefined) return [];
    const { lies } = on;
    const path = lies.as === 'pair' ? lies.certificate : lies.path;
    const as = lies.as === 'kubeconfig' ? 'kubeconfig' : 'pem';
    // a kubelet that is given none makes itself one to serve with
    const signers: Place['signers'] = path === kubeletServed ? [signer, 'itself'] : [signer];
    return [{ host: on.host, path, as, group, kept: [names.certificate], signers, rotates: path === kubeletClient }];
  });
  return [...cluster.nodes.flatMap(({ name, master }) => authorities(cluster, name, master)), ...leaves];
}

function authorities({ spec }: LeafCluster, host: string, master: boolean): Place[] {
  const place = (path: string, ...kept: CertificateName[]): Place => ({
    host,
    path,
    as: 'pem',
    group: 'authority',
    kept,
    signers: [],
    rotates: false,
  });
  const etcd = spec.etcd.topology === 'external' ? etcdFiles(spec).ca : `${layout.kubernetesPki}/etcd/ca.crt`;
  return [
    // a joining node takes the anchor of whatever it joined with
    place(`${layout.kubernetesPki}/ca.crt`, pkiNames.kubernetesAuthority.certificate, kubernetesAnchor),
    ...(master
      ? [
          place(`${layout.kubernetesPki}/front-proxy-ca.crt`, pkiNames.frontProxyAuthority.certificate),
          place(etcd, pkiNames.etcdAuthority.certificate),
        ]
      : []),
  ];
}

/** What a certificate says, and who signed it as far as the workspace knows. */
export interface SeenCertificate {
  readonly subject: string;
  readonly issuer: string;
  readonly signer: Signer | 'itself' | 'unknown';
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly names: readonly string[];
  readonly serial: string;
  /** SHA-256, hexadecimal with colons. */
  readonly fingerprint: string;
}

/**
 * How what lies in a place goes with what the workspace keeps: the same; another, where it should be the same; renewed by the
 * kubelet itself; none kept (kubeadm or the kubelet made it, and nothing was renewed yet); nothing there; no certificate.
 */
export type Match = 'same' | 'other' | 'rotated' | 'not-kept' | 'missing' | 'unreadable';

export interface InventoryEntry {
  /** Unset for what only the workspace has. */
  readonly host?: string | undefined;
  /** The path on the node, or the workspace's name of it. */
  readonly path: string;
  /** The workspace's name of what belongs there: what it is for follows from that (certificates/purpose.ts). */
  readonly name?: string | undefined;
  readonly group: Place['group'];
  readonly certificate?: SeenCertificate | undefined;
  readonly match: Match;
}

/** Judges what was found in a place; `kept` has the fingerprints that the workspace knows, by name. */
export function entryOf(
  place: Place,
  found: SeenCertificate | 'missing' | 'unreadable',
  kept: ReadonlyMap<string, string>,
): InventoryEntry {
  const { host, path, group } = place;
  const named = { host, path, name: place.kept[0], group };
  if (typeof found === 'string') return { ...named, match: found };
  const own = place.kept.map((name) => kept.get(name)).filter((print) => print !== undefined);
  return { ...named, certificate: found, match: matchOf(place, found, own) };
}

function matchOf({ signers, rotates }: Place, { fingerprint, signer }: SeenCertificate, own: readonly string[]): Match {
  if (own.includes(fingerprint)) return 'same';
  if (!signers.includes(signer)) return 'other';
  if (own.length === 0) return 'not-kept';
  return rotates ? 'rotated' : 'other';
}

/** The first to expire first; what has no certificate before all. */
export const byExpiry = (entries: readonly InventoryEntry[]): InventoryEntry[] => {
  const key = ({ certificate, host = '', path }: InventoryEntry) => `${certificate?.notAfter ?? ''} ${host} ${path}`;
  return [...entries].sort((a, b) => (key(a) < key(b) ? -1 : 1));
};

const DAY = 86_400_000;

/** Whole days until it expires, at a time in ms since the epoch; negative where it has expired. */
export const daysLeft = ({ notAfter }: Pick<SeenCertificate, 'notAfter'>, at: number): number =>
  Math.floor((Date.parse(notAfter) - at) / DAY);

/** Whether somebody has to do something about it: it does not match, or expires within so many days. */
export const needsAttention = ({ certificate, match }: InventoryEntry, at: number, days: number): boolean =>
  certificate === undefined || match === 'other' || daysLeft(certificate, at) < days;
