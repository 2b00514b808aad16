import { layout } from '../model/layout.ts';
import { pkiNames, type PairNames } from '../model/pki-names.ts';
import { type Leaf, type LeafCluster, leavesOf } from './leaves.ts';

/** A file of a tree that people carry away: where it belongs on its master, and under which name its content is kept. */
export interface LayoutFile {
  readonly host: string;
  /** Absolute, on the master. */
  readonly path: string;
  readonly of: { readonly certificate: string } | { readonly secret: string };
}

type Endings = readonly [certificate: string, key: string];
const plain: Endings = ['.crt', '.key'];

const files = (host: string, path: string, names: PairNames, [crt, key]: Endings = plain): LayoutFile[] => [
  { host, path: `${path}${crt}`, of: { certificate: names.certificate } },
  { host, path: `${path}${key}`, of: { secret: names.key } },
];

const mastersOf = ({ nodes }: LeafCluster) => nodes.filter((node) => node.master);

/** The tree that kubeadm knows, https://kubernetes.io/docs/setup/best-practices/certificates/; an external etcd's leaves in it as kubeadm would name them. */
export function kubeadmLayout(cluster: LeafCluster): LayoutFile[] {
  const pki = layout.kubernetesPki;
  const authorities = mastersOf(cluster).flatMap(({ name }) => [
    ...files(name, `${pki}/ca`, pkiNames.kubernetesAuthority),
    ...files(name, `${pki}/front-proxy-ca`, pkiNames.frontProxyAuthority),
    ...files(name, `${pki}/sa`, pkiNames.serviceAccount, ['.pub', '.key']),
    ...files(name, `${pki}/etcd/ca`, pkiNames.etcdAuthority),
  ]);
  return [...authorities, ...leavesOf(cluster).flatMap(leafFiles)];
}

function leafFiles({ on, names }: Leaf): LayoutFile[] {
  if (on === undefined || on.lies.as === 'bundle') return [];
  if (on.lies.as === 'kubeconfig')
    return names.kubeconfig === undefined ? [] : [{ host: on.host, path: on.lies.path, of: { secret: names.kubeconfig } }];
  const pki = layout.kubernetesPki;
  if (names === pkiNames.etcdClient) return files(on.host, `${pki}/apiserver-etcd-client`, names);
  // an external etcd's members may have theirs elsewhere
  const [, member] = /\/(server|peer)\.(crt|pem)$/.exec(on.lies.certificate) ?? [];
  return files(on.host, member === undefined ? on.lies.certificate.replace(/\.crt$/, '') : `${pki}/etcd/${member}`, names);
}

/** The paper's tree: etcd's certificates as cfssl names them. Only an external etcd has them. */
export function paperLayout(cluster: LeafCluster): LayoutFile[] {
  if (cluster.spec.etcd.topology !== 'external') return [];
  const directory = `${layout.kubernetesPki}/etcd`;
  const pem: Endings = ['.pem', '-key.pem'];
  return mastersOf(cluster).flatMap(({ name }) => [
    ...files(name, `${directory}/ca`, pkiNames.etcdAuthority, pem),
    ...files(name, `${directory}/client`, pkiNames.etcdClient, pem),
    ...files(name, `${directory}/server`, pkiNames.etcdServer(name), pem),
    ...files(name, `${directory}/peer`, pkiNames.etcdPeer(name), pem),
  ]);
}
