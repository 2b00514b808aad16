import ipaddr from 'ipaddr.js';
import { layout } from '../model/layout.ts';
import type { ClusterSpec } from '../model/spec.ts';
import { etcdFiles } from '../spec/etcd-files.ts';
import { apiPort, defaultStorage, resolveStorage, type Cluster, type NamedNode, type NodeStorage } from '../spec/resolve.ts';
import { argumentsAsLists, argumentsAsMaps } from './arguments.ts';
import { merge, type JsonObject } from './merge.ts';
import { yaml } from './yaml.ts';

// Facts: https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/ and .../kubeadm-config.v1beta3/,
// https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ and .../kube-proxy-config.v1alpha1/.

/** Where the patch of a node's kubelet configuration is, if it has one (`kubeletPatch`). */
export const patchDirectory = `${layout.config}/patches`;
export const kubeletPatchFile = `${patchDirectory}/kubeletconfiguration+merge.yaml`;

const minor = (spec: ClusterSpec): number => Number(spec.kubernetes.version.split('.')[1]);

/** v1beta4 is read by kubeadm 1.31 and later, v1beta3 by 1.22 and later. */
const apiVersion = (spec: ClusterSpec): 'v1beta3' | 'v1beta4' => (minor(spec) >= 31 ? 'v1beta4' : 'v1beta3');

/** One kubeadm document: the site's settings merged last, extra arguments in the form that the version has. */
function kubeadmDocument(spec: ClusterSpec, kind: string, rendered: JsonObject, site: JsonObject): JsonObject {
  const version = apiVersion(spec);
  const merged = merge(argumentsAsMaps(rendered), argumentsAsMaps(site));
  return {
    apiVersion: `kubeadm.k8s.io/${version}`,
    kind,
    ...(version === 'v1beta4' ? argumentsAsLists(merged) : merged),
  };
}

/**
 * The documents for `kubeadm init --config` on the first master. The authorities under the PKI directory are in place before, and
 * `--skip-token-print` keeps the token that kubeadm makes out of the output.
 */
export function kubeadmInit(cluster: Cluster, node: NamedNode): string {
  const { spec } = cluster;
  const { kubeadm: site } = spec.merge;
  const init: JsonObject = {
    // Nobody joins by token (see kubeadmJoin). kubeadm makes one all the same, so it is a short one.
    bootstrapTokens: [{ ttl: '1m0s' }],
    nodeRegistration: nodeRegistration(spec, node),
    localAPIEndpoint: { advertiseAddress: node.nodeAddress, bindPort: apiPort(spec) },
    ...patches(spec, node),
  };
  return yaml(
    kubeadmDocument(spec, 'InitConfiguration', init, site.init),
    kubeadmDocument(spec, 'ClusterConfiguration', clusterConfiguration(cluster), site.cluster),
    merge(kubeletConfiguration(spec), site.kubelet),
    merge({ apiVersion: 'kubeproxy.config.k8s.io/v1alpha1', kind: 'KubeProxyConfiguration', mode: 'iptables' }, site.kubeProxy),
  );
}

/**
 * The document for `kubeadm join --config`, of a master or of a worker.
 *
 * The join credential is a kubeconfig with a client certificate of the group `system:bootstrappers:kubeadm:default-node-token`,
 * which the RBAC of kubeadm's bootstrap-token phase lets read the cluster's configuration and ask for a kubelet certificate.
 * Discovery from a file that holds credentials of its own uses them for the TLS bootstrap and wants no `tlsBootstrapToken`
 * (kubeadm's discovery.For and ValidateConfigInfo).
 */
export function kubeadmJoin({ spec }: Pick<Cluster, 'spec'>, node: NamedNode): string {
  const join: JsonObject = {
    nodeRegistration: nodeRegistration(spec, node),
    discovery: { file: { kubeConfigPath: layout.joinCredential } },
    ...(node.master
      ? { controlPlane: { localAPIEndpoint: { advertiseAddress: node.nodeAddress, bindPort: apiPort(spec) } } }
      : {}),
    ...patches(spec, node),
  };
  return yaml(kubeadmDocument(spec, 'JoinConfiguration', join, spec.merge.kubeadm.join));
}

function nodeRegistration(spec: ClusterSpec, node: NamedNode): JsonObject {
  const labels = Object.entries(node.labels);
  return {
    name: node.hostname,
    criSocket: `unix://${layout.containerdSocket}`,
    imagePullPolicy: 'IfNotPresent',
    ...taints(spec, node),
    kubeletExtraArgs: {
      'node-ip': node.nodeAddress,
      ...(labels.length > 0 ? { 'node-labels': labels.map(([key, value]) => `${key}=${value}`).join(',') } : {}),
      ...(node.storage.kubelet === defaultStorage.kubelet ? {} : { 'root-dir': node.storage.kubelet }),
    },
  };
}

/** A list here replaces kubeadm's own control-plane taint, so a master that has other taints names that one too. */
function taints(spec: ClusterSpec, node: NamedNode): JsonObject {
  const own = node.taints.map((taint) => ({ ...taint }));
  if (node.master && node.worker) return { taints: own };
  if (own.length === 0) return {};
  if (!node.master) return { taints: own };
  const name = minor(spec) >= 24 ? 'control-plane' : 'master';
  return { taints: [{ key: `node-role.kubernetes.io/${name}`, value: '', effect: 'NoSchedule' }, ...own] };
}

function clusterConfiguration({ spec, masters }: Cluster): JsonObject {
  const { endpoint, network } = spec;
  const sans = [
    endpoint.address,
    ...(endpoint.kind === 'keepalived' && endpoint.name !== undefined ? [endpoint.name] : []),
    ...masters.flatMap((master) => [master.hostname, master.nodeAddress]),
    '127.0.0.1',
    ...spec.apiServer.extraSans,
  ];
  const { algorithm, validity, parent } = spec.certificates;
  return {
    ...(algorithm === 'rsa-2048' ? {} : { encryptionAlgorithm: algorithm.toUpperCase() }),
    ...(validity.leaves === 365 || apiVersion(spec) === 'v1beta3'
      ? {}
      : { certificateValidityPeriod: `${validity.leaves * 24}h0m0s` }),
    clusterName: spec.name,
    kubernetesVersion: `v${spec.kubernetes.version}`,
    controlPlaneEndpoint: `${endpoint.address}:${endpoint.port}`,
    networking: { podSubnet: network.podSubnet, serviceSubnet: network.serviceSubnet, dnsDomain: network.dnsDomain },
    apiServer: { certSANs: [...new Set(sans)], extraArgs: { 'service-node-port-range': network.nodePorts } },
    // what pods get as ca.crt: not all their programs take an authority that is not self-signed for an anchor
    ...(parent ? { controllerManager: { extraArgs: { 'root-ca-file': layout.kubernetesAnchor } } } : {}),
    etcd: etcd(spec),
  };
}

/**
 * External: each API server talks to the etcd of its own machine and to no other. With all three endpoints, its etcd client keeps a
 * dead one for up to 40 s (keep-alive 30 s and 10 s), which was measured as failing writes until 14 s after a power cut. A master
 * whose etcd is gone fails its health check, and the API's address leaves it.
 */
function etcd(spec: ClusterSpec): JsonObject {
  const { topology, extraSans } = spec.etcd;
  if (topology === 'stacked') {
    const sans = extraSans.length > 0 ? { serverCertSANs: extraSans, peerCertSANs: extraSans } : {};
    return { local: { dataDir: resolveStorage(spec).etcd, ...sans } };
  }
  const { ca, client } = etcdFiles(spec);
  return {
    external: {
      endpoints: ['https://127.0.0.1:2379'],
      caFile: ca,
      certFile: client.certificate,
      keyFile: client.key,
    },
  };
}

function kubeletConfiguration(spec: ClusterSpec): JsonObject {
  const { network } = spec;
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    cgroupDriver: 'systemd',
    clusterDNS: [clusterDns(network.serviceSubnet)],
    clusterDomain: network.dnsDomain,
    ...podLogs(resolveStorage(spec), defaultStorage),
  };
}

const podLogs = (storage: NodeStorage, unless: NodeStorage): JsonObject =>
  storage.logs === unless.logs ? {} : { podLogsDir: storage.logs };

/** The DNS service's address: the tenth of the service network, where kubeadm puts it. */
export function clusterDns(serviceSubnet: string): string {
  const bytes = ipaddr.IPv4.networkAddressFromCIDR(serviceSubnet).toByteArray();
  const tenth = bytes.reduce((number, byte) => number * 256 + byte, 0) + 10;
  return [24, 16, 8, 0].map((bits) => Math.floor(tenth / 2 ** bits) % 256).join('.');
}

/**
 * Where a node differs from the KubeletConfiguration that all nodes share (its logs lie elsewhere), a patch of its own for
 * `kubeletPatchFile`. https://kubernetes.io/docs/setup/production-environment/tools/kubeadm/control-plane-flags/#patches
 */
export function kubeletPatch(spec: ClusterSpec, node: NamedNode): string | undefined {
  const patch = podLogs(node.storage, resolveStorage(spec));
  return Object.keys(patch).length === 0 ? undefined : yaml(patch);
}

const patches = (spec: ClusterSpec, node: NamedNode): JsonObject =>
  kubeletPatch(spec, node) === undefined ? {} : { patches: { directory: patchDirectory } };

export type Attempt = 'init' | 'join-master' | 'join-worker';

/**
 * What `--ignore-preflight-errors` names when an attempt that was cut off is run again: exactly the errors that its own leftovers
 * cause, and no other (kubeadm's preflight/checks.go: InitNodeChecks, JoinNodeChecks, addCommonChecks).
 */
export function ignoredOnRetry(attempt: Attempt, { spec }: Pick<Cluster, 'spec'>, node: NamedNode): readonly string[] {
  const check = (kind: 'FileAvailable' | 'DirAvailable', path: string) => `${kind}-${path.replaceAll('/', '-')}`;
  const file = (path: string) => check('FileAvailable', path);
  const manifest = (component: string) => file(`${layout.staticPods}/${component}.yaml`);

  const kubelet = ['Port-10250'];
  const joined = [file('/etc/kubernetes/kubelet.conf'), file('/etc/kubernetes/bootstrap-kubelet.conf')];
  if (attempt === 'join-worker') return [...kubelet, ...joined, file(`${layout.kubernetesPki}/ca.crt`)];

  const controlPlane = [
    `Port-${apiPort(spec)}`,
    'Port-10257',
    'Port-10259',
    ...['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'].map(manifest),
  ];
  const stacked =
    spec.etcd.topology === 'stacked'
      ? ['Port-2379', 'Port-2380', manifest('etcd'), check('DirAvailable', node.storage.etcd)]
      : [];
  return [...kubelet, ...(attempt === 'join-master' ? joined : []), ...controlPlane, ...stacked];
}
