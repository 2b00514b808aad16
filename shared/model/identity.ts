import { z } from 'zod';
import { address, hostname, path } from './scalars.ts';

/** Where a node keeps its data, every path decided. */
export const nodeStorage = z.strictObject({ etcd: path, containerd: path, kubelet: path, logs: path });

/**
 * Who a node is: recorded when the cluster is first applied to it, and from then on the only source of its names in documents and
 * certificates. What the host calls itself later is compared with this and never taken over.
 */
export const nodeIdentity = z.strictObject({
  /** The spec's name of the node. */
  name: hostname,
  /** Its Kubernetes node name, and the name of its etcd member. */
  hostname,
  nodeAddress: address,
  master: z.boolean(),
  storage: nodeStorage,
  /** The host's /etc/machine-id when it was recorded; another one later means another disk or a reinstalled system. */
  machineId: z.string().max(4096).optional(),
  /** Whether a run that included this node ended in success. */
  joined: z.boolean(),
});
export type NodeIdentity = z.infer<typeof nodeIdentity>;
