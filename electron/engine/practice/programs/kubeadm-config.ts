import { loadAll } from 'js-yaml';
import { z } from 'zod';

const taint = z.object({ key: z.string(), value: z.string().optional(), effect: z.string() });
/** Extra arguments: a map up to v1beta3, a list of names and values since v1beta4. */
const extraArguments = z.union([
  z.record(z.string(), z.string()),
  z
    .array(z.object({ name: z.string(), value: z.string() }))
    .transform((all): Record<string, string> => Object.fromEntries(all.map(({ name, value }) => [name, value]))),
]);
const registration = z.object({
  name: z.string(),
  ignorePreflightErrors: z.array(z.string()).default([]),
  taints: z.array(taint).optional(),
  kubeletExtraArgs: extraArguments.default({}),
});
const etcd = z.union([
  z.object({ external: z.object({ endpoints: z.array(z.string()) }) }),
  z.object({ local: z.object({ dataDir: z.string() }) }),
]);
const init = z.object({
  kind: z.literal('InitConfiguration'),
  nodeRegistration: registration,
  localAPIEndpoint: z.object({ advertiseAddress: z.string(), bindPort: z.number() }),
});
const cluster = z.object({
  kind: z.literal('ClusterConfiguration'),
  clusterName: z.string(),
  kubernetesVersion: z.string(),
  controlPlaneEndpoint: z.string(),
  apiServer: z.object({ certSANs: z.array(z.string()).default([]) }).prefault({}),
  etcd,
});
const join = z.object({
  kind: z.literal('JoinConfiguration'),
  nodeRegistration: registration,
  discovery: z.object({ file: z.object({ kubeConfigPath: z.string() }) }),
  controlPlane: z.object({ localAPIEndpoint: z.object({ advertiseAddress: z.string(), bindPort: z.number() }) }).optional(),
});

export type InitDocuments = z.infer<typeof init> & { readonly cluster: z.infer<typeof cluster> };
export type JoinDocument = z.infer<typeof join>;
export type Registration = z.infer<typeof registration>;

/** What practice keeps of the ClusterConfiguration in the ConfigMap kubeadm-config, for those who join. */
export const uploadedConfig = z.object({ version: z.string(), etcd });
export type UploadedConfig = z.infer<typeof uploadedConfig>;

/** Where a stacked etcd has its data; undefined for an external one. */
export const stackedDataDir = (config: z.infer<typeof etcd>): string | undefined =>
  'local' in config ? config.local.dataDir : undefined;

/** The labels and taints that a node is registered with. A list of taints replaces the control plane's own. */
export function nodeMarks(registration: Registration | undefined, controlPlane: boolean) {
  const labels = (registration?.kubeletExtraArgs['node-labels'] ?? '').split(',').filter((label) => label !== '');
  const own = controlPlane ? [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] : [];
  return {
    labels: Object.fromEntries(labels.map((label) => [label.split('=')[0] ?? '', label.split('=')[1] ?? ''])),
    taints: registration?.taints ?? own,
  };
}

const documentOf = <T>(text: string, schema: z.ZodType<T>): T | undefined =>
  loadAll(text)
    .map((document) => schema.safeParse(document))
    .find((parsed) => parsed.success)?.data;

/** The documents of `kubeadm init --config`; undefined where one is missing. */
export function initDocuments(text: string): InitDocuments | undefined {
  const [first, second] = [documentOf(text, init), documentOf(text, cluster)];
  return first && second && { ...first, cluster: second };
}

/** The document of `kubeadm join --config`. */
export const joinDocument = (text: string): JoinDocument | undefined => documentOf(text, join);
