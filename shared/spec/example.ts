/** Specs to begin with. */
export const presets = ['three-masters-one-worker', 'three-in-one'] as const;
export type Preset = (typeof presets)[number];

const nodes: Record<Preset, string> = {
  'three-masters-one-worker': `  - { name: master01, address: 192.168.2.11, roles: [master] }
  - { name: master02, address: 192.168.2.12, roles: [master] }
  - { name: master03, address: 192.168.2.13, roles: [master] }
  - { name: worker01, address: 192.168.2.21, roles: [worker] }
`,
  'three-in-one': `  # Three machines that do both: they run the control plane and everybody's pods.
  - { name: node01, address: 192.168.2.11, roles: [master, worker] }
  - { name: node02, address: 192.168.2.12, roles: [master, worker] }
  - { name: node03, address: 192.168.2.13, roles: [master, worker] }
`,
};

/** A small spec with comments, ready to be edited. Everything that it leaves out has a default. */
export const exampleSpec = (preset: Preset): string => `# A cluster for Barque.
apiVersion: barque/v1
kind: Cluster

kubernetes:
  version: 1.34.4

# The address of the Kubernetes API, which moves to another master when one is lost: a free address of the masters' network.
endpoint:
  kind: keepalived
  address: 192.168.2.5

# How the nodes are reached. Only names of secrets stand here; their values are asked for, or given with --secrets.
access:
  user: ops
  auth: { kind: password, secret: ssh }
  become: { kind: sudo, secret: ssh }
  # With a key:      auth: { kind: key, secret: ssh-key }
  # As root already: user: root, and no become
  # By a bastion:    bastion: { address: 10.0.0.1, user: ops, auth: { kind: agent } }

nodes:
${nodes[preset]}
# Change these where they meet networks of your site.
network:
  podSubnet: 10.244.0.0/16
  serviceSubnet: 10.96.0.0/12

# All of the cluster's data on a disk of its own:
# storage: { root: /data }
# Elliptic keys, which are smaller and faster; what is signed lasts two years:
# certificates: { algorithm: ecdsa-p256, validity: { leaves: 730 } }
# Clocks that nothing else sets:
# time: { source: servers, servers: [192.168.2.1] }
# OS packages of the bundle that every node is to have; Barque needs none.
# packages: [chrony]
`;
