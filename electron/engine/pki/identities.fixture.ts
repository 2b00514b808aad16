import { lasting } from './identities.ts';
import type { Identity } from './leaf.ts';

/** Identities of every shape: a server with names, clients with and without groups. */

const noNames = { dns: [], ip: [] };
const distinct = (values: readonly string[]): string[] => [...new Set(values)].sort();

interface EtcdHost {
  readonly hostname: string;
  readonly addresses: readonly string[];
  readonly names?: readonly string[];
}

export const etcdMember = ({ hostname, addresses, names = [] }: EtcdHost): Identity => ({
  commonName: hostname,
  sans: { dns: distinct([hostname, 'localhost', ...names]), ip: distinct([...addresses, '127.0.0.1']) },
  purposes: ['server', 'client'],
  ...lasting(365),
});

export const etcdClient: Identity = {
  commonName: 'kube-apiserver-etcd-client',
  sans: noNames,
  purposes: ['client'],
  ...lasting(365),
};

export const admin: Identity = {
  commonName: 'kubernetes-admin',
  organizations: ['kubeadm:cluster-admins'],
  sans: noNames,
  purposes: ['client'],
  ...lasting(365),
};
