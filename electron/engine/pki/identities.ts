import { DAY, HOUR } from './certificate.ts';
import type { Identity } from './leaf.ts';

/** The leaves that Barque makes; the rest (API server, kubelets) kubeadm makes on the nodes from the authorities put there. */

/** So many days, renewed in the last 30 of them, or in the last third of a short life. */
export const lasting = (days: number): Pick<Identity, 'lifetime' | 'margin'> => ({
  lifetime: days * DAY,
  margin: Math.min(30, days / 3) * DAY,
});
const yearly = lasting(365);
const noNames = { dns: [], ip: [] };

/** A host that runs an etcd member: its host name, and every other name and address that its members and clients call it by. */
export interface EtcdHost {
  readonly hostname: string;
  readonly addresses: readonly string[];
  readonly names?: readonly string[];
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

/** etcd's server and peer certificates. Both are clients too: peers of each other, the server of itself (its gRPC gateway). */
export const etcdMember = ({ hostname, addresses, names = [] }: EtcdHost): Identity => ({
  commonName: hostname,
  sans: { dns: distinct([hostname, 'localhost', ...names]), ip: distinct([...addresses, '127.0.0.1']) },
  purposes: ['server', 'client'],
  ...yearly,
});

/** The API servers towards etcd. */
export const etcdClient: Identity = {
  commonName: 'kube-apiserver-etcd-client',
  sans: noNames,
  purposes: ['client'],
  ...yearly,
};

/** The administrator, by a group that kubeadm binds to cluster-admin. */
export const admin: Identity = {
  commonName: 'kubernetes-admin',
  organizations: ['kubeadm:cluster-admins'],
  sans: noNames,
  purposes: ['client'],
  ...yearly,
};

/** Past all authorization, for when RBAC itself is broken; nothing makes or keeps one unless it is asked for by name. */
export const superAdmin: Identity = { ...admin, commonName: 'kubernetes-super-admin', organizations: ['system:masters'] };

/** Somebody who is given access: what they may do, RBAC says of the user and the groups. */
export const namedUser = (of: { user: string; groups: readonly string[]; days: number }): Identity => ({
  commonName: of.user,
  organizations: of.groups,
  sans: noNames,
  purposes: ['client'],
  ...lasting(of.days),
});

/** A kubelet, as the node authorizer knows it (kubernetes.io "Using Node Authorization"); it renews this by itself. */
export const kubelet = (hostname: string): Identity => ({
  commonName: `system:node:${hostname}`,
  organizations: ['system:nodes'],
  sans: noNames,
  purposes: ['client'],
  ...yearly,
});

/**
 * A node that joins, in place of a bootstrap token: kubeadm's own RBAC lets this group read the cluster's configuration and ask
 * for a kubelet's certificate. It cannot be revoked, so it is short.
 */
export const joining = (node: string): Identity => ({
  commonName: `system:bootstrap:${node}`,
  organizations: ['system:bootstrappers:kubeadm:default-node-token'],
  sans: noNames,
  purposes: ['client'],
  lifetime: 2 * HOUR,
  margin: 1.5 * HOUR,
});
