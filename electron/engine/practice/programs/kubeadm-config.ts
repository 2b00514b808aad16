import { loadAll } from 'js-yaml';
import { z } from 'zod';

const registration = z.object({ name: z.string(), ignorePreflightErrors: z.array(z.string()).default([]) });
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
  etcd: z.union([
    z.object({ external: z.object({ endpoints: z.array(z.string()) }) }),
    z.object({ local: z.object({ dataDir: z.string() }) }),
  ]),
});
const join = z.object({
  kind: z.literal('JoinConfiguration'),
  nodeRegistration: registration,
  discovery: z.object({ file: z.object({ kubeConfigPath: z.string() }) }),
  controlPlane: z.object({ localAPIEndpoint: z.object({ advertiseAddress: z.string(), bindPort: z.number() }) }).optional(),
});

export type InitDocuments = z.infer<typeof init> & { readonly cluster: z.infer<typeof cluster> };
export type JoinDocument = z.infer<typeof join>;

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
