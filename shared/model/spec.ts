import { z } from 'zod';
import { as } from './format.ts';
import {
  address,
  addressOrName,
  arch,
  certificatePem,
  cidr,
  clusterName,
  dnsName,
  hostname,
  interfaceName,
  json,
  packageChoice,
  path,
  port,
  repositoryPath,
  secretName,
  semver,
} from './scalars.ts';

/** A user of the host; also DOMAIN\\name and name@domain. */
const user = z.string(as('user')).regex(/^[^\s:\p{C}]{1,128}$/u, as('user'));

/** How a user proves who they are: by the *name* of a secret; the secret itself is in the vault or the secrets file. */
export const authentication = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('password'), secret: secretName }),
  z.strictObject({ kind: z.literal('key'), secret: secretName, passphrase: secretName.optional() }),
  z.strictObject({ kind: z.literal('agent') }),
  z.strictObject({ kind: z.literal('keyboard-interactive'), secret: secretName.optional() }),
]);
export type Authentication = z.infer<typeof authentication>;

/** How the logged-in user becomes root: is root already, sudo (its password by stdin, if it asks), or `su -` on a terminal. */
export const become = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('sudo'), secret: secretName.optional() }),
  z.strictObject({ kind: z.literal('su'), secret: secretName }),
]);
export type Become = z.infer<typeof become>;

export const bastion = z.strictObject({ address, port: port.default(22), user, auth: authentication });
export type Bastion = z.infer<typeof bastion>;

export const access = z.strictObject({
  user: user.default('root'),
  auth: authentication,
  become: become.default({ kind: 'none' }),
  bastion: bastion.optional(),
});
export type Access = z.infer<typeof access>;

/** Where the cluster keeps its data: one root for all of it, or a path for each. */
export const storage = z.strictObject({
  root: path.optional(),
  etcd: path.optional(),
  containerd: path.optional(),
  kubelet: path.optional(),
  logs: path.optional(),
});
export type Storage = z.infer<typeof storage>;

const labelName = '[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?';
/** What Kubernetes takes for the key of a label or a taint: a name of up to 63 characters, perhaps after a domain and `/`. */
const labelKey = z.string(as('labelKey')).regex(new RegExp(`^([a-z0-9][a-z0-9.-]{0,252}/)?${labelName}$`), as('labelKey'));
const labelValue = z.string(as('labelValue')).regex(new RegExp(`^(${labelName})?$`), as('labelValue'));

export const taint = z.strictObject({
  key: labelKey,
  value: labelValue.default(''),
  effect: z.enum(['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
});

export const role = z.enum(['master', 'worker']);
export type Role = z.infer<typeof role>;

export const nodeSpec = z.strictObject({
  /** What the spec calls this node; events, problems and the journal use it. */
  name: hostname,
  /** Where SSH reaches it. */
  address,
  port: port.default(22),
  /** The address the cluster uses, where it differs from `address` (another card, NAT). */
  nodeAddress: address.optional(),
  /** The network card that has `nodeAddress`; found from the facts unless given. */
  interface: interfaceName.optional(),
  /** A host name to set; unset, the host keeps its own, and that is its Kubernetes node name. */
  hostname: hostname.optional(),
  roles: z.array(role, as('list')).min(1, as('filledList')),
  labels: z.record(labelKey, labelValue, as('map')).default({}),
  taints: z.array(taint, as('list')).default([]),
  /** Replaces the spec's `access` for this node. */
  access: access.optional(),
  /** Merged over the spec's `storage` for this node. */
  storage: storage.optional(),
});
export type NodeSpec = z.infer<typeof nodeSpec>;

export const endpoint = z.discriminatedUnion('kind', [
  /** A virtual address that Keepalived moves between the masters. */
  z.strictObject({
    kind: z.literal('keepalived'),
    address,
    /** A name for it: in every node's /etc/hosts and in the API server's certificate. */
    name: dnsName.optional(),
    port: port.default(6443),
    virtualRouterId: z.int(as('routerId')).min(1, as('routerId')).max(255, as('routerId')).default(51),
  }),
  /** A load balancer that is not Barque's. */
  z.strictObject({ kind: z.literal('external'), address: addressOrName, port: port.default(6443) }),
]);
export type Endpoint = z.infer<typeof endpoint>;

const nodePorts = z
  .string(as('portRange'))
  .regex(/^\d{1,5}-\d{1,5}$/, { ...as('portRange'), abort: true })
  .refine((s) => {
    const [from = 0, to = 0] = s.split('-').map(Number);
    return from >= 1 && from < to && to <= 65535;
  }, as('portRange'));

export const network = z.strictObject({
  podSubnet: cidr.default('10.244.0.0/16'),
  serviceSubnet: cidr.default('10.96.0.0/12'),
  nodePorts: nodePorts.default('30000-32767'),
  dnsDomain: dnsName.default('cluster.local'),
  plugin: z
    .strictObject({ kind: z.literal('flannel'), backend: z.enum(['vxlan', 'host-gw']).default('vxlan') })
    .default({ kind: 'flannel', backend: 'vxlan' }),
});

/**
 * Where the nodes pull images from that they lack, beside what the bundle brings them: a registry on the masters with all images of the
 * bundle, or the customer's own. It answers for every registry that an image of the bundle is named after.
 */
export const registry = z.discriminatedUnion('kind', [
  /** CNCF Distribution on every master, read-only, with a certificate of the cluster. */
  z.strictObject({ kind: z.literal('cluster'), port: port.default(5000) }),
  /** Harbor, or another that speaks OCI's distribution protocol. */
  z.strictObject({
    kind: z.literal('external'),
    address: addressOrName,
    port: port.default(443),
    /** Above the images' own names: `k8s` has registry.k8s.io/pause as k8s/pause. */
    project: repositoryPath,
    /** PEM: whom its certificate is signed by, where that is nobody whom every host trusts. */
    ca: certificatePem.optional(),
    plainHttp: z.boolean().default(false),
    login: z.strictObject({ user, secret: secretName }).optional(),
  }),
]);
export type RegistrySpec = z.infer<typeof registry>;

/** Whole days, up to a century. */
const days = z.int(as('days')).min(1, as('days')).max(36_500, as('days'));

export const keyAlgorithm = z.enum(['rsa-2048', 'rsa-3072', 'rsa-4096', 'ecdsa-p256', 'ecdsa-p384']);
export type KeyAlgorithm = z.infer<typeof keyAlgorithm>;

export const certificates = z.strictObject({
  /** Of every key that is made for the cluster, here and by kubeadm on the nodes. */
  algorithm: keyAlgorithm.default('rsa-2048'),
  /** In days from the day on which a certificate is made. No leaf outlives its authority. */
  validity: z.strictObject({ authorities: days.default(3650), leaves: days.default(365) }).prefault({}),
  /** The company's own authority, which signs the cluster's. Its key is needed once, when the cluster's authorities are made. */
  parent: z
    .strictObject({
      /** PEM: the authority's certificate, perhaps with those above it behind it. */
      certificate: certificatePem,
      /** The name of the secret that is its private key, PEM. */
      secret: secretName,
      /** The name of the secret that opens an encrypted key. */
      passphrase: secretName.optional(),
    })
    .optional(),
});
export type CertificatesSpec = z.infer<typeof certificates>;

const merge = z.record(z.string(), json, as('map')).default({});

export const clusterSpec = z.strictObject({
  apiVersion: z.literal('barque/v1'),
  kind: z.literal('Cluster'),
  name: clusterName.default('kubernetes'),
  kubernetes: z.strictObject({ version: semver }),
  arch: arch.default('amd64'),
  etcd: z
    .strictObject({
      topology: z.enum(['external', 'stacked']).default('external'),
      /** Names and addresses that the members' certificates carry beyond their own. */
      extraSans: z.array(addressOrName, as('list')).default([]),
      /**
       * Where an external etcd has its files. `classic`: /etc/kubernetes/pki/etcd/ca.pem, server.pem, server-key.pem and so on, and
       * /etc/etcd.env with PEER_NAME and PRIVATE_IP, for sites whose programs look there; `kubeadm reset` deletes them.
       */
      files: z.enum(['standard', 'classic']).default('standard'),
    })
    .prefault({}),
  endpoint,
  network: network.prefault({}),
  access,
  nodes: z.array(nodeSpec, as('list')).min(1, as('filledList')),
  storage: storage.default({}),
  /** NTP servers, or the first master for the others; by default the hosts' own clocks are left alone. */
  time: z
    .discriminatedUnion('source', [
      z.strictObject({ source: z.literal('servers'), servers: z.array(addressOrName, as('list')).min(1, as('filledList')) }),
      z.strictObject({ source: z.literal('first-master') }),
      z.strictObject({ source: z.literal('host') }),
    ])
    .default({ source: 'host' }),
  registry: registry.optional(),
  /** OS packages from the bundle that every node is to have; none is needed. */
  packages: z.array(packageChoice, as('list')).default([]),
  apiServer: z.strictObject({ extraSans: z.array(addressOrName, as('list')).default([]) }).prefault({}),
  certificates: certificates.prefault({}),
  /**
   * How what the hosts lack gets to them: to each from the operator's machine, or over the operator's line once and from node to node.
   * `auto`: from node to node where that saves half a minute or more on a line as fast as this one is found to be.
   */
  distribution: z.enum(['auto', 'chain', 'direct']).default('auto'),
  /** Whether root of every node may log in to every other by SSH without a password, for those who administer by hand. */
  mutualTrust: z.boolean().default(false),
  /** Site settings, merged last into what Barque renders. */
  merge: z
    .strictObject({
      containerd: merge,
      kubeadm: z.strictObject({ init: merge, cluster: merge, join: merge, kubelet: merge, kubeProxy: merge }).prefault({}),
    })
    .prefault({}),
});
/** What the operator wants. No secret is ever in it, only names of secrets. */
export type ClusterSpec = z.infer<typeof clusterSpec>;
