import { z } from 'zod';
import { digest, secretName } from '../model/scalars.ts';

/** Text as it was typed: nothing about it is known yet. A field that was left alone is empty. */
const typed = z.string().max(4096);

const authentication = z.enum(['password', 'key', 'agent', 'keyboard-interactive']);

/** Names of secrets where they are not the usual ones: a spec that was written by hand has its own. */
const namedSecrets = z.strictObject({
  login: secretName.optional(),
  passphrase: secretName.optional(),
  become: secretName.optional(),
});

/** How hosts are logged in to. Passwords and keys are in the vault, under the names that `secretNames` gives them. */
export const accessDraft = z.strictObject({
  user: typed,
  auth: authentication,
  /** Whether the key has a passphrase. */
  passphrase: z.boolean().optional(),
  become: z.enum(['none', 'sudo', 'su']),
  /** Whether the password for sudo or su is the login's own. Where the login has none, sudo asks for none. */
  becomeSamePassword: z.boolean(),
  secrets: namedSecrets.optional(),
});
export type AccessDraft = z.infer<typeof accessDraft>;

export const bastionDraft = z.strictObject({
  address: typed,
  port: typed,
  user: typed,
  auth: authentication,
  passphrase: z.boolean().optional(),
  secrets: namedSecrets.optional(),
});
export type BastionDraft = z.infer<typeof bastionDraft>;

/** A row of the node table. */
export const nodeDraft = z.strictObject({
  /** Stays with the row while everything else in it is edited; names of its secrets are made of it. */
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/),
  name: typed,
  address: typed,
  port: typed,
  roles: z.enum(['master', 'worker', 'both']),
  nodeAddress: typed,
  interface: typed,
  /** A host name to set; empty keeps the host's own. */
  hostname: typed,
  /** `key=value` each, separated by commas or lines. */
  labels: typed,
  /** `key=value:effect` each, separated by commas or lines. */
  taints: typed,
  /** Replaces the common access for this node. */
  access: accessDraft.optional(),
  storageRoot: typed,
  /** YAML that is merged over the node last, for what has no column. */
  more: typed.optional(),
});
export type NodeDraft = z.infer<typeof nodeDraft>;

/** Where the nodes pull images from beside the package. What was typed for one kind stays while another is chosen. */
export const registryDraft = z.strictObject({
  kind: z.enum(['none', 'cluster', 'external']),
  /** Of the cluster's own. */
  clusterPort: typed,
  /** Of the customer's, as all that follows. */
  address: typed,
  port: typed,
  project: typed,
  /** Whom its certificate is signed by: somebody whom every host trusts, the authority in `ca`, or it has none. */
  trust: z.enum(['hosts', 'ca', 'none']),
  /** PEM. */
  ca: z.string().max(65_536),
  /** The robot account; empty where none is needed. Its password is in the vault. */
  user: typed,
  /** The password's name where it is not the usual one. */
  secret: secretName.optional(),
});
export type RegistryDraft = z.infer<typeof registryDraft>;

/** A finding that the operator takes upon themselves: who, and why, and with which bundle. The report prints it. */
export const acceptance = z.strictObject({
  check: z.string().max(64),
  code: z.string().max(128),
  host: z.string().max(253).optional(),
  by: z.string().min(1).max(200),
  reason: z.string().min(1).max(2000),
  /** Digest of the manifest of the bundle that it was given for; without one, as an earlier Barque wrote it, it holds for none. */
  manifest: digest.optional(),
});
export type Acceptance = z.infer<typeof acceptance>;

/**
 * What the operator has typed into the wizard, whether it makes sense yet or not: saved as it is, so that nothing is ever lost.
 * `specOf` (spec.ts) makes a spec of it or says, by field, what is wrong. No secret is ever in it.
 */
export const draft = z.strictObject({
  schema: z.literal('barque-draft/v1'),
  name: typed,
  /** What it is for where that is no cluster yet: its nodes are only to be looked at. */
  purpose: z.literal('survey').optional(),
  /** The bundle's path on this machine. */
  bundle: typed,
  kubernetes: typed,
  etcd: z.enum(['external', 'stacked']),
  access: accessDraft,
  bastion: bastionDraft.optional(),
  nodes: z.array(nodeDraft).max(2000),
  endpoint: z.strictObject({
    kind: z.enum(['keepalived', 'external']),
    address: typed,
    name: typed,
    port: typed,
    virtualRouterId: typed,
  }),
  network: z.strictObject({
    podSubnet: typed,
    serviceSubnet: typed,
    nodePorts: typed,
    dnsDomain: typed,
    backend: z.enum(['vxlan', 'host-gw']),
  }),
  storage: z.strictObject({ root: typed, etcd: typed, containerd: typed, kubelet: typed, logs: typed }),
  time: z.strictObject({ source: z.enum(['host', 'servers', 'first-master']), servers: typed }),
  /** Names and addresses, separated by commas or lines. */
  extraSans: typed,
  /** Of every certificate that is made; validity in days. */
  certificates: z.strictObject({ algorithm: typed, authorities: typed, leaves: typed }).optional(),
  /** The company's own authority, which signs the cluster's: its certificate, PEM. Its key is in the vault. */
  parent: z
    .strictObject({
      certificate: z.string().max(65_536),
      /** Whether the key has a passphrase. */
      passphrase: z.boolean(),
      /** Names of secrets where they are not the usual ones. */
      secrets: z.strictObject({ key: secretName.optional(), passphrase: secretName.optional() }).optional(),
    })
    .optional(),
  registry: registryDraft.optional(),
  /** Names and addresses that etcd's certificates carry beyond their own. */
  etcdSans: typed.optional(),
  /** Whether root of every node may log in to every other. */
  mutualTrust: z.boolean().optional(),
  /** YAML that is merged over the spec last, for what has no field: maps merge, lists and values replace, null deletes. */
  more: z.string().max(65_536),
  accepted: z.array(acceptance),
});
export type Draft = z.infer<typeof draft>;

/** No registry, and nothing typed about one. */
export const noRegistry: RegistryDraft = {
  kind: 'none',
  clusterPort: '',
  address: '',
  port: '',
  project: '',
  trust: 'hosts',
  ca: '',
  user: '',
};

/** The port of the customer's registry where none is typed. */
export const usualRegistryPort = ({ trust }: Pick<RegistryDraft, 'trust'>): number => (trust === 'none' ? 80 : 443);

/** A row with nothing typed in it. */
export const emptyNode = (key: string): NodeDraft => ({
  key,
  name: '',
  address: '',
  port: '',
  roles: 'worker',
  nodeAddress: '',
  interface: '',
  hostname: '',
  labels: '',
  taints: '',
  storageRoot: '',
});

/** A draft with nothing typed in it, and the defaults that most sites want. */
export const emptyDraft = (name: string, purpose?: Draft['purpose']): Draft => ({
  schema: 'barque-draft/v1',
  name,
  ...(purpose && { purpose }),
  bundle: '',
  kubernetes: '',
  etcd: 'external',
  access: { user: 'root', auth: 'password', become: 'none', becomeSamePassword: true },
  nodes: [],
  endpoint: { kind: 'keepalived', address: '', name: '', port: '', virtualRouterId: '' },
  network: { podSubnet: '', serviceSubnet: '', nodePorts: '', dnsDomain: '', backend: 'vxlan' },
  storage: { root: '', etcd: '', containerd: '', kubelet: '', logs: '' },
  time: { source: 'host', servers: '' },
  extraSans: '',
  more: '',
  accepted: [],
});
