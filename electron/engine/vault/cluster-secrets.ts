/** Whether a secret of the vault is the cluster's own (a key that Barque made) and not one that the operator put there. */
export const isClusterSecret = (name: string): boolean => /^(pki|join)\./.test(name);
