import ipaddr from 'ipaddr.js';
import { layout } from '../model/layout.ts';
import { pkiNames, type PairNames } from '../model/pki-names.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { etcdFiles } from '../spec/etcd-files.ts';
import { apiPort, type NamedNode } from '../spec/resolve.ts';
import { isObject } from '../templates/merge.ts';
import { leafGroups, type LeafGroup } from './leaf-groups.ts';

// Facts: https://kubernetes.io/docs/setup/best-practices/certificates/ and kubeadm's cmd/kubeadm/app/phases/certs/certlist.go.

export { leafGroups, type LeafGroup };

export type Signer = 'kubernetes' | 'etcd' | 'front-proxy';

/** Whom a leaf names and what it is for; how long it is valid is the engine's to say. */
export interface LeafIdentity {
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly sans: { readonly dns: readonly string[]; readonly ip: readonly string[] };
  readonly purposes: readonly ['server' | 'client', ...('server' | 'client')[]];
}

/** How a leaf lies on its node: two files, one file of both, or inside a kubeconfig for that server. */
export type Lies =
  | { readonly as: 'pair'; readonly certificate: string; readonly key: string }
  | { readonly as: 'bundle'; readonly path: string }
  | { readonly as: 'kubeconfig'; readonly path: string; readonly server: string };

/** One certificate of a cluster that says who somebody is. */
export interface Leaf {
  readonly group: LeafGroup;
  readonly names: PairNames;
  readonly signer: Signer;
  readonly identity: LeafIdentity;
  /** The spec's name of its node, and where it lies there; one without a node is the operator's own. */
  readonly on: { readonly host: string; readonly lies: Lies } | undefined;
}

/** What the leaves of a cluster follow from. */
export interface LeafCluster {
  readonly spec: ClusterSpec;
  readonly nodes: readonly NamedNode[];
}

/** Where a node has the certificates that its kubelet keeps. */
export const kubeletPki = '/var/lib/kubelet/pki';
/** The client certificate that the kubelet uses: a link to the latest, by the kubelet's own naming. */
export const kubeletClient = `${kubeletPki}/kubelet-client-current.pem`;

/** Where the registry has what it serves by. */
export const registryPair = { certificate: `${layout.registry}/tls.crt`, key: `${layout.registry}/tls.key` } as const;

/** Every leaf of a cluster, master by master, then the kubelets', then the operator's. */
export function leavesOf(cluster: LeafCluster): Leaf[] {
  const masters = cluster.nodes.filter((node) => node.master);
  return [
    ...masters.flatMap((node) => [
      ...etcdLeaves(cluster, node),
      ...apiServerLeaves(cluster, node),
      ...kubeconfigs(cluster, node),
      ...registryLeaves(cluster, node),
    ]),
    ...cluster.nodes.flatMap(kubeletLeaves),
    {
      group: 'kubeconfigs',
      names: pkiNames.admin,
      signer: 'kubernetes',
      // kubeadm 1.29 and later bind this group; the operator's kubeconfig has had it from the beginning
      identity: client('kubernetes-admin', 'kubeadm:cluster-admins'),
      on: undefined,
    },
  ];
}

/** A leaf that lies on its host as a certificate beside its key. */
export type PlacedLeaf = Leaf & { readonly on: { readonly host: string; readonly lies: Extract<Lies, { as: 'pair' }> } };

/** What kubeadm makes below /etc/kubernetes/pki on a master where it does not find it. An external etcd's leaves are not among it. */
export const leavesOfMasters = (cluster: LeafCluster): PlacedLeaf[] =>
  leavesOf(cluster).flatMap((leaf): PlacedLeaf[] => {
    const { on, group } = leaf;
    const kubeadms =
      group === 'etcd' ? cluster.spec.etcd.topology === 'stacked' : group === 'apiserver' || group === 'front-proxy';
    return kubeadms && on?.lies.as === 'pair' ? [{ ...leaf, on: { host: on.host, lies: on.lies } }] : [];
  });

/** What an apply puts in place once, and a renewal changes: kubeadm's, and the registry's. */
export const leavesInPlace = (cluster: LeafCluster): PlacedLeaf[] => [
  ...leavesOfMasters(cluster),
  ...cluster.nodes.filter((node) => node.master).flatMap((node) => registryLeaves(cluster, node)),
];

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();
const isAddress = (name: string): boolean => ipaddr.isValid(name);
const namesOf = (all: readonly string[]): LeafIdentity['sans'] => ({
  dns: distinct(all.filter((name) => !isAddress(name))),
  ip: distinct(all.filter(isAddress)),
});
const client = (commonName: string, ...organizations: string[]): LeafIdentity => ({
  commonName,
  organizations,
  sans: { dns: [], ip: [] },
  purposes: ['client'],
});
const pair = (path: string): Lies => ({ as: 'pair', certificate: `${path}.crt`, key: `${path}.key` });

/** kubeadm's administrators: a group of its own from 1.29 on, before that the one that no authorization holds back. */
const administrators = ({ kubernetes }: ClusterSpec): string =>
  Number(kubernetes.version.split('.')[1]) >= 29 ? 'kubeadm:cluster-admins' : 'system:masters';

function etcdLeaves({ spec }: LeafCluster, { name, hostname, nodeAddress }: NamedNode): Leaf[] {
  const external = spec.etcd.topology === 'external';
  const member: LeafIdentity = {
    commonName: hostname,
    organizations: [],
    sans: namesOf([hostname, 'localhost', nodeAddress, '127.0.0.1', ...(external ? [] : ['::1']), ...spec.etcd.extraSans]),
    purposes: ['server', 'client'],
  };
  const leaf = (names: PairNames, identity: LeafIdentity, lies: Lies): Leaf => ({
    group: 'etcd',
    names,
    signer: 'etcd',
    identity,
    on: { host: name, lies },
  });
  const apiServer = client('kube-apiserver-etcd-client');
  if (external) {
    const { server, peer, client: towards } = etcdFiles(spec);
    return [
      leaf(pkiNames.etcdServer(name), member, { as: 'pair', ...server }),
      leaf(pkiNames.etcdPeer(name), member, { as: 'pair', ...peer }),
      leaf(pkiNames.etcdClient, apiServer, { as: 'pair', ...towards }),
    ];
  }
  const directory = `${layout.kubernetesPki}/etcd`;
  return [
    leaf(pkiNames.etcdServer(name), member, pair(`${directory}/server`)),
    leaf(pkiNames.etcdPeer(name), member, pair(`${directory}/peer`)),
    leaf(pkiNames.etcdHealthcheck(name), client('kube-etcd-healthcheck-client'), pair(`${directory}/healthcheck-client`)),
    leaf(pkiNames.apiServerEtcdClient(name), apiServer, pair(`${layout.kubernetesPki}/apiserver-etcd-client`)),
  ];
}

function apiServerLeaves(cluster: LeafCluster, node: NamedNode): Leaf[] {
  const { spec } = cluster;
  const leaf = (group: LeafGroup, names: PairNames, signer: Signer, identity: LeafIdentity, file: string): Leaf => ({
    group,
    names,
    signer,
    identity,
    on: { host: node.name, lies: pair(`${layout.kubernetesPki}/${file}`) },
  });
  const server: LeafIdentity = {
    commonName: 'kube-apiserver',
    organizations: [],
    sans: apiServerNames(cluster, node),
    purposes: ['server'],
  };
  const kubelets = client('kube-apiserver-kubelet-client', administrators(spec));
  return [
    leaf('apiserver', pkiNames.apiServer(node.name), 'kubernetes', server, 'apiserver'),
    leaf('apiserver', pkiNames.apiServerKubeletClient(node.name), 'kubernetes', kubelets, 'apiserver-kubelet-client'),
    leaf('front-proxy', pkiNames.frontProxyClient(node.name), 'front-proxy', client('front-proxy-client'), 'front-proxy-client'),
  ];
}

function kubeconfigs({ spec }: LeafCluster, node: NamedNode): Leaf[] {
  const local = `https://${node.nodeAddress}:${apiPort(spec)}`;
  const endpoint = `https://${spec.endpoint.address}:${spec.endpoint.port}`;
  const leaf = (names: PairNames, identity: LeafIdentity, path: string, server: string): Leaf => ({
    group: 'kubeconfigs',
    names,
    signer: 'kubernetes',
    identity,
    on: { host: node.name, lies: { as: 'kubeconfig', path, server } },
  });
  return [
    leaf(
      pkiNames.controllerManager(node.name),
      client('system:kube-controller-manager'),
      '/etc/kubernetes/controller-manager.conf',
      local,
    ),
    leaf(pkiNames.scheduler(node.name), client('system:kube-scheduler'), '/etc/kubernetes/scheduler.conf', local),
    leaf(pkiNames.masterAdmin(node.name), client('kubernetes-admin', administrators(spec)), layout.adminConf, endpoint),
  ];
}

/** The registry on a master answers by its own names and by the endpoint's. */
function registryLeaves({ spec }: LeafCluster, { name, hostname, nodeAddress, master }: NamedNode): PlacedLeaf[] {
  if (spec.registry?.kind !== 'cluster' || !master) return [];
  const { endpoint } = spec;
  const named = endpoint.kind === 'keepalived' && endpoint.name !== undefined ? [endpoint.name] : [];
  const sans = namesOf([hostname, nodeAddress, 'localhost', '127.0.0.1', endpoint.address, ...named]);
  return [
    {
      group: 'registry',
      names: pkiNames.registry(name),
      signer: 'kubernetes',
      identity: { commonName: 'registry', organizations: [], sans, purposes: ['server'] },
      on: { host: name, lies: { as: 'pair', certificate: registryPair.certificate, key: registryPair.key } },
    },
  ];
}

const kubeletLeaves = ({ name, hostname, nodeAddress }: NamedNode): Leaf[] => {
  const user = `system:node:${hostname}`;
  const served = { ...client(user, 'system:nodes'), purposes: ['server'] as const, sans: { dns: [hostname], ip: [nodeAddress] } };
  return [
    {
      group: 'kubelet',
      names: pkiNames.kubelet(name),
      signer: 'kubernetes',
      identity: client(user, 'system:nodes'),
      on: { host: name, lies: { as: 'bundle', path: kubeletClient } },
    },
    {
      group: 'kubelet',
      names: pkiNames.kubeletServer(name),
      signer: 'kubernetes',
      identity: served,
      on: { host: name, lies: { as: 'pair', certificate: `${kubeletPki}/kubelet.crt`, key: `${kubeletPki}/kubelet.key` } },
    },
  ];
};

/** The names of one API server, as kubeadm gives them: its own, the service's, the endpoint's, and those that the site adds. */
function apiServerNames({ spec, nodes }: LeafCluster, node: NamedNode): LeafIdentity['sans'] {
  const { endpoint, network } = spec;
  const service = ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', `kubernetes.default.svc.${network.dnsDomain}`];
  const all = [
    node.hostname,
    ...service,
    firstAddress(network.serviceSubnet),
    node.nodeAddress,
    endpoint.address,
    ...(endpoint.kind === 'keepalived' && endpoint.name !== undefined ? [endpoint.name] : []),
    ...nodes.filter((one) => one.master).flatMap((master) => [master.hostname, master.nodeAddress]),
    '127.0.0.1',
    ...spec.apiServer.extraSans,
    ...mergedNames(spec),
  ];
  return namesOf(all);
}

/** What the site's own kubeadm settings name. */
function mergedNames({ merge }: ClusterSpec): string[] {
  const apiServer = merge.kubeadm.cluster['apiServer'];
  const names = isObject(apiServer) ? apiServer['certSANs'] : undefined;
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}

/** The address of the service `kubernetes`: the first of the service network. */
function firstAddress(serviceSubnet: string): string {
  const [a = 0, b = 0, c = 0, d = 0] = ipaddr.IPv4.networkAddressFromCIDR(serviceSubnet).toByteArray();
  return [a, b, c, d + 1].join('.');
}
