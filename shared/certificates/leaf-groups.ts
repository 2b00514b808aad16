/** What can be renewed apart from the rest: `barque certs renew --only`. */
export const leafGroups = ['apiserver', 'etcd', 'kubelet', 'kubeconfigs', 'front-proxy', 'registry'] as const;
export type LeafGroup = (typeof leafGroups)[number];
