import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { inLab, kit, type KubernetesVersion } from '../lab.ts';
import type { RunOptions } from '../command.ts';
import type { Operator } from './operator.ts';
import type { Stage } from './stage.ts';

/** kubectl as somebody outside of the cluster has it, by the kubeconfig that Barque handed over; gives what it prints. */
export type Kubectl = (args: readonly string[], options?: RunOptions) => Promise<string>;

/** The kit's own kubectl: neither Barque nor a node has a hand in it. */
export async function kubectlOutside(
  { lab, say, signal }: Stage,
  { directory, adminConf }: Operator,
  version: KubernetesVersion,
): Promise<Kubectl> {
  const program = join(directory, 'kubectl');
  const kube = (await kit(lab, version, say, signal)).get('kube');
  if (kube === undefined) throw new Error('the kit has no kube');
  await symlink(kube, program).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  });
  return (args, options) =>
    inLab(lab, [program, '--kubeconfig', adminConf, '--request-timeout=10s', ...args], { signal, ...options });
}

const condition = z.object({ type: z.string(), status: z.string() });
const object = z.object({
  metadata: z.object({ name: z.string(), uid: z.string() }),
  spec: z.object({ nodeName: z.string().optional() }).optional(),
  status: z
    .object({
      phase: z.string().optional(),
      podIP: z.string().optional(),
      conditions: z.array(condition).default([]),
    })
    .optional(),
});
export type KubernetesObject = z.infer<typeof object>;

/** `kubectl get ARGS`, read. */
export const getObjects = async (kubectl: Kubectl, ...args: readonly string[]): Promise<KubernetesObject[]> =>
  z.object({ items: z.array(object) }).parse(JSON.parse(await kubectl(['get', ...args, '-o', 'json']))).items;

/** Whether a node or a pod is Ready. */
export const isReady = ({ status }: KubernetesObject): boolean =>
  status?.conditions.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
