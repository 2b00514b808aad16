import { dump } from 'js-yaml';
import type { z } from 'zod';
import { clusterSpec } from '../../shared/model/spec.ts';
import { virtualAddress, type LabNode } from './topology.ts';

export interface SpecOptions {
  /** ops with a password and sudo, or root with a key. */
  readonly as?: 'ops' | 'root';
  readonly kubernetes?: string;
  readonly etcd?: 'external' | 'stacked' | 'classic';
  /** The network card that the cluster uses; SSH always comes by the first. */
  readonly card?: 1 | 2;
}

/** What a system container cannot do that a machine can: README.md says why for each. */
const containerSettings = {
  containerd: { plugins: { 'io.containerd.cri.v1.runtime': { restrict_oom_score_adj: true } } },
  kubeadm: {
    init: { nodeRegistration: { ignorePreflightErrors: ['SystemVerification'] } },
    join: { nodeRegistration: { ignorePreflightErrors: ['SystemVerification'] } },
    kubelet: { failCgroupV1: false },
    kubeProxy: { conntrack: { maxPerCore: 0 } },
  },
};

/** A spec for the given nodes. @throws where Barque would not take it. */
export function labSpec(nodes: readonly LabNode[], options: SpecOptions = {}): z.input<typeof clusterSpec> {
  const { as = 'ops', kubernetes = '1.34.4', etcd = 'external', card = 1 } = options;
  const spec: z.input<typeof clusterSpec> = {
    apiVersion: 'barque/v1',
    kind: 'Cluster',
    name: 'lab',
    kubernetes: { version: kubernetes },
    etcd: etcd === 'classic' ? { topology: 'external', files: 'classic' } : { topology: etcd },
    endpoint: { kind: 'keepalived', address: virtualAddress(card) },
    access:
      as === 'ops'
        ? { user: 'ops', auth: { kind: 'password', secret: 'ssh' }, become: { kind: 'sudo', secret: 'sudo' } }
        : { user: 'root', auth: { kind: 'key', secret: 'lab-key' } },
    nodes: nodes.map(({ name, role, addresses }) => {
      const [address = '', second] = addresses;
      if (card === 2 && !second) throw new Error(`${name} has one network card: npm run lab -- up --cards 2`);
      return { name, address, ...(card === 2 && { nodeAddress: second }), roles: [role] };
    }),
    merge: containerSettings,
  };
  clusterSpec.parse(spec);
  return spec;
}

export const labSpecYaml = (nodes: readonly LabNode[], options: SpecOptions = {}): string =>
  dump(labSpec(nodes, options), { lineWidth: 130, noRefs: true });
