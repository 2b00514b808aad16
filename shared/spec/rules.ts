import type { ClusterSpec } from '../model/spec.ts';
import { portsOf } from '../catalog/ports.ts';
import { problem, type Problem } from '../problems/problem.ts';
import { contains, overlaps } from '../site/networks.ts';
import { directories } from './directories.ts';
import { apiPort, defaultStorage, resolveStorage } from './resolve.ts';
import { written } from './shape.ts';

/** What the values of a spec must fulfil together, as far as the spec alone can tell. */
export const rules = (spec: ClusterSpec): Problem[] =>
  [
    roles,
    duplicates,
    endpoint,
    reserved,
    networks,
    networkSizes,
    ports,
    listeners,
    labels,
    logs,
    directories,
    stackedEtcd,
    etcdNames,
    algorithm,
    inlineSecrets,
  ].flatMap((rule) => rule(spec));

function roles({ nodes }: ClusterSpec): Problem[] {
  return nodes.some((node) => node.roles.includes('master')) ? [] : [problem('spec.no-master', { nodes: nodes.length })];
}

type Node = ClusterSpec['nodes'][number];
/** A value and where in the spec it stands. */
type Placed = readonly [path: string, value: string];

const place = (i: number, key: keyof Node): string => `nodes[${i}].${key}`;

/** Each node's address within the cluster. */
const nodeAddresses = ({ nodes }: ClusterSpec): readonly Placed[] =>
  nodes.map((node, i) =>
    node.nodeAddress === undefined ? [place(i, 'address'), node.address] : [place(i, 'nodeAddress'), node.nodeAddress],
  );

function duplicates(spec: ClusterSpec): Problem[] {
  const { nodes } = spec;
  const groups = [
    ...repeated(nodes.map((node, i) => [place(i, 'name'), node.name])),
    ...repeated(nodes.flatMap((node, i) => (node.hostname === undefined ? [] : [[place(i, 'hostname'), node.hostname]]))),
    ...repeated(nodes.map((node, i) => [place(i, 'address'), `${node.address}:${node.port}`])),
    ...repeated(nodeAddresses(spec)),
  ];
  // The same two entries are told once, though SSH address and cluster address are often the same.
  const byPlaces = new Map(groups.reverse().map((group) => [group.paths.join(), group]));
  return [...byPlaces.values()].reverse().map((group) => problem('spec.duplicate', group));
}

function repeated(entries: readonly Placed[]): { paths: readonly string[]; value: string }[] {
  const places = new Map<string, string[]>();
  for (const [path, value] of entries) {
    const paths = places.get(value);
    if (paths) paths.push(path);
    else places.set(value, [path]);
  }
  return [...places].flatMap(([value, paths]) => (paths.length > 1 ? [{ paths, value }] : []));
}

function endpoint({ endpoint: { address }, nodes }: ClusterSpec): Problem[] {
  return nodes.flatMap((node, i) =>
    (['address', 'nodeAddress'] as const)
      .filter((key) => node[key] === address)
      .map((key) => problem('spec.endpoint-is-node', { address, path: place(i, key) })),
  );
}

/** Of this host, of the host itself, of many, of nobody yet (RFC 6890). */
const unreachable = ['0.0.0.0/8', '127.0.0.0/8', '224.0.0.0/3'];

/** Addresses and networks of the cluster that cannot be anybody's. The one that SSH reaches may be a forwarded port of this machine. */
function reserved(spec: ClusterSpec): Problem[] {
  const { podSubnet, serviceSubnet } = spec.network;
  const addresses: readonly Placed[] = [['endpoint.address', spec.endpoint.address], ...nodeAddresses(spec)];
  const all: readonly Placed[] = [
    ...addresses.filter(([, address]) => isAddress(address)),
    ['network.podSubnet', podSubnet],
    ['network.serviceSubnet', serviceSubnet],
  ];
  return all
    .filter(([, address]) => {
      const range = address.includes('/') ? address : `${address}/32`;
      // what holds everything overlaps the cluster's other network, too
      return !range.endsWith('/0') && unreachable.some((other) => overlaps(other, range));
    })
    .map(([path, address]) => problem('spec.address-reserved', { path, address }));
}

const isAddress = (text: string): boolean => /^[\d.]+$/.test(text);

function networks(spec: ClusterSpec): Problem[] {
  const { podSubnet, serviceSubnet } = spec.network;
  if (overlaps(podSubnet, serviceSubnet)) return [problem('spec.networks-overlap', { pods: podSubnet, services: serviceSubnet })];
  const addresses: readonly Placed[] = [['endpoint.address', spec.endpoint.address], ...nodeAddresses(spec)];
  return Object.entries({ 'network.podSubnet': podSubnet, 'network.serviceSubnet': serviceSubnet }).flatMap(([network, cidr]) =>
    addresses
      .filter(([, address]) => isAddress(address) && contains(cidr, address))
      .map(([path, address]) => problem('spec.address-in-network', { path, address, network, cidr })),
  );
}

/**
 * Sizes that Kubernetes takes: a /24 of the pod network for each node, at most 16 bits of those; a service network of at most 20 bits
 * that has a tenth address (kubeadm's validation.go, kube-apiserver's --service-cluster-ip-range).
 */
function networkSizes({ network, nodes }: ClusterSpec): Problem[] {
  const sizes = [
    { key: 'podSubnet', largest: 8, smallest: 24 - Math.ceil(Math.log2(nodes.length)), why: 'nodes' },
    { key: 'serviceSubnet', largest: 12, smallest: 28, why: 'services' },
  ] as const;
  return sizes.flatMap(({ key, ...size }) => {
    const cidr = network[key];
    const prefix = Number(cidr.split('/')[1]);
    const fits = prefix >= size.largest && prefix <= size.smallest;
    return fits ? [] : [problem('spec.network-size', { path: `network.${key}`, cidr, ...size })];
  });
}

function ports(spec: ClusterSpec): Problem[] {
  const port = apiPort(spec);
  const range = spec.network.nodePorts;
  const [from = 0, to = 0] = range.split('-').map(Number);
  return port >= from && port <= to ? [problem('spec.api-port-in-node-ports', { port, range })] : [];
}

/** Ports that are chosen are none that another component of a master listens on, and no NodePort is. */
function listeners(spec: ClusterSpec): Problem[] {
  const all = portsOf('master', spec).filter(({ protocol }) => protocol === 'tcp');
  const others = (port: number, own: string) => all.filter((other) => other.port === port && other.component !== own);
  const chosen = [
    ...(spec.endpoint.kind === 'keepalived' ? [['endpoint.port', spec.endpoint.port, 'kube-apiserver'] as const] : []),
    ...(spec.registry?.kind === 'cluster' ? [['registry.port', spec.registry.port, 'registry'] as const] : []),
  ];
  const [from = 0, to = 0] = spec.network.nodePorts.split('-').map(Number);
  const among = all.find(({ port, component }) => component !== 'kube-apiserver' && port >= from && port <= to);
  return [
    ...chosen.flatMap(([path, port, own]) =>
      others(port, own).map(({ component }) => problem('spec.port-taken', { path, port, component })),
    ),
    ...(among ? [problem('spec.port-taken', { path: 'network.nodePorts', port: among.port, component: among.component })] : []),
  ];
}

/** Labels in Kubernetes' own name space that a kubelet may give its node (k8s.io/kubelet, well_known_labels.go). */
const kubeletLabels = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'node.kubernetes.io/instance-type',
]);

function labels({ nodes }: ClusterSpec): Problem[] {
  const refused = (label: string) =>
    /^([^/]*\.)?(kubernetes|k8s)\.io\//.test(label) &&
    !/^([^/]*\.)?(node|kubelet)\.kubernetes\.io\//.test(label) &&
    !kubeletLabels.has(label);
  return nodes.flatMap((node, i) =>
    Object.keys(node.labels)
      .filter(refused)
      .map((label) => problem('spec.label-reserved', { path: place(i, 'labels'), label })),
  );
}

/** `podLogsDir` came with the kubelet of 1.30. */
function logs(spec: ClusterSpec): Problem[] {
  const { version } = spec.kubernetes;
  if (Number(version.split('.')[1]) >= 30) return [];
  const elsewhere = spec.nodes.map((node) => resolveStorage(spec, node).logs).find((path) => path !== defaultStorage.logs);
  return elsewhere === undefined ? [] : [problem('spec.logs-version', { path: elsewhere, version })];
}

/** kubeadm names the files of the etcd that it runs. */
function etcdNames({ etcd: { topology, files } }: ClusterSpec): Problem[] {
  if (topology === 'external' || files === 'standard') return [];
  return [problem('spec.choice', { path: 'etcd.files', found: files, allowed: ['standard (with etcd.topology: stacked)'] })];
}

/** kubeadm's `encryptionAlgorithm` came with v1beta4 in 1.31, ECDSA P-384 in 1.34; before, kubeadm makes RSA keys of 2048 bits. */
function algorithm({ kubernetes: { version }, certificates }: ClusterSpec): Problem[] {
  const since = { 'rsa-2048': 0, 'rsa-3072': 31, 'rsa-4096': 31, 'ecdsa-p256': 31, 'ecdsa-p384': 34 }[certificates.algorithm];
  if (Number(version.split('.')[1]) >= since) return [];
  return [problem('spec.algorithm-version', { algorithm: certificates.algorithm, version, since: `1.${since}` })];
}

function stackedEtcd(spec: ClusterSpec): Problem[] {
  if (spec.etcd.topology !== 'stacked') return [];
  const others = resolveStorage(spec).etcd;
  return spec.nodes
    .filter((node) => node.roles.includes('master'))
    .map((node) => ({ node: node.name, path: resolveStorage(spec, node).etcd, others }))
    .filter(({ path }) => path !== others)
    .map((found) => problem('spec.stacked-etcd-path', found));
}

/** A registry's password or a join token has no place among the site settings either. */
function inlineSecrets({ merge }: ClusterSpec): Problem[] {
  const found: Problem[] = [];
  const look = (value: unknown, path: readonly PropertyKey[]): void => {
    if (Array.isArray(value)) value.forEach((inside, i) => look(inside, [...path, i]));
    else if (typeof value === 'object' && value !== null)
      for (const [key, inside] of Object.entries(value)) look(inside, [...path, key]);
    else if (
      typeof value === 'string' &&
      value !== '' &&
      /(password|passwd|passphrase|token|certificateKey)$/i.test(String(path.at(-1)))
    )
      found.push(problem('spec.secret-inline', { path: written(path) }));
  };
  look(merge, ['merge']);
  return found;
}
