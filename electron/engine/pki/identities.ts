import { DAY, MINUTE } from './certificate.ts';
import type { Identity } from './leaf.ts';

/** So many days, renewed in the last 30 of them, or in the last third of a short life. */
export const lasting = (days: number): Pick<Identity, 'lifetime' | 'margin'> => ({
  lifetime: days * DAY,
  margin: Math.min(30, days / 3) * DAY,
});
const noNames = { dns: [], ip: [] };

/** Somebody who is given access: what they may do, RBAC says of the user and the groups. */
export const namedUser = (of: { user: string; groups: readonly string[]; days: number }): Identity => ({
  commonName: of.user,
  organizations: of.groups,
  sans: noNames,
  purposes: ['client'],
  ...lasting(of.days),
});

/**
 * A node that joins, in place of a bootstrap token: kubeadm's own RBAC lets this group read the cluster's configuration and ask
 * for a kubelet's certificate. It cannot be revoked, so it is short: signed when its join begins.
 */
export const joining = (node: string): Identity => ({
  commonName: `system:bootstrap:${node}`,
  organizations: ['system:bootstrappers:kubeadm:default-node-token'],
  sans: noNames,
  purposes: ['client'],
  lifetime: 20 * MINUTE,
  margin: 0,
});
