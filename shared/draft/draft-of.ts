import { dump } from 'js-yaml';
import {
  clusterSpec,
  type Access,
  type Authentication,
  type Bastion,
  type ClusterSpec,
  type NodeSpec,
  type RegistrySpec,
} from '../model/spec.ts';
import { json, type Json } from '../model/scalars.ts';
import { isObject, type JsonObject } from '../templates/merge.ts';
import { documentOf } from './document.ts';
import {
  emptyDraft,
  emptyNode,
  noRegistry,
  usualRegistryPort,
  type AccessDraft,
  type BastionDraft,
  type Draft,
  type NodeDraft,
  type RegistryDraft,
} from './draft.ts';

/** The draft of a spec that was written elsewhere: `specOf` of it gives the same spec. What has no field goes into `more`. */
export function draftOf(spec: ClusterSpec): Draft {
  const plain = fieldsOf(spec);
  const typed = clusterSpec.parse(documentOf(plain).document);
  const { nodes, merge } = spec;
  const settings = Object.values({ ...merge, ...merge.kubeadm, kubeadm: {} }).some((map) => Object.keys(map).length > 0);
  return {
    ...plain,
    nodes: plain.nodes.map((row, i) => {
      const more = difference(asJson(typed.nodes[i]), asJson(nodes[i]));
      return more === undefined ? row : { ...row, more: yaml(more) };
    }),
    more: yaml({ ...difference(frame(typed), frame(spec)), ...(settings ? { merge: asJson(merge) } : {}) }),
  };
}

const yaml = (map: JsonObject): string => (Object.keys(map).length === 0 ? '' : dump(map, { lineWidth: -1, noRefs: true }));

/** As it is written down: what is undefined is not there. */
function asJson(value: object | undefined): JsonObject {
  const written = json.parse(JSON.parse(JSON.stringify(value ?? {})));
  return isObject(written) ? written : {};
}

/** The spec without its nodes and its site settings, which are compared apart. */
const frame = (spec: ClusterSpec): JsonObject => asJson({ ...spec, nodes: undefined, merge: undefined });

/** The map that merges `from` into `to`; undefined where nothing differs. */
function difference(from: JsonObject, to: JsonObject): JsonObject | undefined {
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  const patches = keys.flatMap((key): [string, Json][] => {
    const [before, after] = [from[key], to[key]];
    if (after === undefined) return [[key, null]];
    if (isObject(before) && isObject(after)) {
      const inside = difference(before, after);
      return inside === undefined ? [] : [[key, inside]];
    }
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [[key, after]];
  });
  return patches.length === 0 ? undefined : Object.fromEntries(patches);
}

const unless = (usual: string | number, value: string | number): string => (value === usual ? '' : String(value));

function fieldsOf(spec: ClusterSpec): Draft {
  const { endpoint, network, time } = spec;
  const keepalived = endpoint.kind === 'keepalived' ? endpoint : undefined;
  return {
    ...emptyDraft(spec.name),
    kubernetes: spec.kubernetes.version,
    etcd: spec.etcd.topology,
    access: accessDraft(spec.access),
    ...(spec.access.bastion && { bastion: bastionDraft(spec.access.bastion) }),
    nodes: spec.nodes.map((node, i) => nodeDraft(node, `n${i + 1}`)),
    endpoint: {
      kind: endpoint.kind,
      address: endpoint.address,
      name: keepalived?.name ?? '',
      port: unless(6443, endpoint.port),
      virtualRouterId: keepalived ? unless(51, keepalived.virtualRouterId) : '',
    },
    network: {
      podSubnet: unless('10.244.0.0/16', network.podSubnet),
      serviceSubnet: unless('10.96.0.0/12', network.serviceSubnet),
      nodePorts: unless('30000-32767', network.nodePorts),
      dnsDomain: unless('cluster.local', network.dnsDomain),
      backend: network.plugin.backend,
    },
    storage: {
      root: spec.storage.root ?? '',
      etcd: spec.storage.etcd ?? '',
      containerd: spec.storage.containerd ?? '',
      kubelet: spec.storage.kubelet ?? '',
      logs: spec.storage.logs ?? '',
    },
    time: { source: time.source, servers: time.source === 'servers' ? time.servers.join(', ') : '' },
    extraSans: spec.apiServer.extraSans.join(', '),
    ...certificatesDraft(spec.certificates),
    ...parentDraft(spec.certificates.parent),
    ...(spec.etcd.extraSans.length === 0 ? {} : { etcdSans: spec.etcd.extraSans.join(', ') }),
    ...(spec.registry ? { registry: registryDraft(spec.registry) } : {}),
    ...(spec.mutualTrust ? { mutualTrust: true } : {}),
  };
}

function registryDraft(registry: RegistrySpec): RegistryDraft {
  if (registry.kind === 'cluster') return { ...noRegistry, kind: 'cluster', clusterPort: unless(5000, registry.port) };
  const { kind, address, port, project, ca, plainHttp, login } = registry;
  const trust = plainHttp ? 'none' : ca === undefined ? 'hosts' : 'ca';
  return {
    ...noRegistry,
    kind,
    address,
    port: unless(usualRegistryPort({ trust }), port),
    project,
    trust,
    ca: ca ?? '',
    ...(login && { user: login.user, secret: login.secret }),
  };
}

function certificatesDraft({
  algorithm,
  validity: { authorities, leaves },
}: ClusterSpec['certificates']): Pick<Draft, 'certificates'> {
  const certificates = {
    algorithm: unless('rsa-2048', algorithm),
    authorities: unless(3650, authorities),
    leaves: unless(365, leaves),
  };
  return Object.values(certificates).some((field) => field !== '') ? { certificates } : {};
}

function parentDraft(parent: ClusterSpec['certificates']['parent']): Pick<Draft, 'parent'> {
  if (parent === undefined) return {};
  const { certificate, secret: key, passphrase } = parent;
  const secrets = { key, ...(passphrase === undefined ? {} : { passphrase }) };
  return { parent: { certificate, passphrase: passphrase !== undefined, secrets } };
}

function nodeDraft(node: NodeSpec, key: string): NodeDraft {
  const both = node.roles.includes('master') && node.roles.includes('worker');
  return {
    ...emptyNode(key),
    name: node.name,
    address: node.address,
    port: unless(22, node.port),
    roles: both ? 'both' : (node.roles[0] ?? 'worker'),
    nodeAddress: node.nodeAddress ?? '',
    interface: node.interface ?? '',
    hostname: node.hostname ?? '',
    labels: Object.entries(node.labels)
      .map(([label, value]) => `${label}=${value}`)
      .join(', '),
    taints: node.taints.map(({ key, value, effect }) => `${key}${value === '' ? '' : `=${value}`}:${effect}`).join(', '),
    ...(node.access && { access: accessDraft(node.access) }),
    storageRoot: node.storage?.root ?? '',
  };
}

const loginSecret = (auth: Authentication): string | undefined => ('secret' in auth ? auth.secret : undefined);

function accessDraft({ user, auth, become }: Access): AccessDraft {
  const secret = become.kind === 'none' ? undefined : become.secret;
  const login = loginSecret(auth);
  const passphrase = auth.kind === 'key' ? auth.passphrase : undefined;
  const same =
    become.kind === 'none' || (secret === login && auth.kind !== 'key') || (secret === undefined && become.kind === 'sudo');
  return {
    user,
    ...loginDraft(auth),
    become: become.kind,
    becomeSamePassword: same,
    secrets: { ...(login && { login }), ...(passphrase && { passphrase }), ...(same || !secret ? {} : { become: secret }) },
  };
}

const bastionDraft = ({ address, port, user, auth }: Bastion): BastionDraft => {
  const login = loginSecret(auth);
  const passphrase = auth.kind === 'key' ? auth.passphrase : undefined;
  return {
    address,
    port: unless(22, port),
    user,
    ...loginDraft(auth),
    secrets: { ...(login && { login }), ...(passphrase && { passphrase }) },
  };
};

const loginDraft = (auth: Authentication): Pick<AccessDraft, 'auth' | 'passphrase'> => ({
  auth: auth.kind,
  ...(auth.kind === 'key' && auth.passphrase !== undefined ? { passphrase: true } : {}),
});
