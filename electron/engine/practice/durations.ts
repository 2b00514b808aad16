/** How long things take on a real host, in ms: a middling server with a disk of its own. */
export const durations = {
  boot: 20_000,
  /** From a static pod's start to its first answer. */
  apiServer: 9_000,
  keepalived: 1_000,
  staticPod: 6_000,
  /** A pod of a DaemonSet, from its node's registration on. */
  daemonPod: 5_000,
  coredns: 6_000,
  /** From the pod network's start to the node's Ready. */
  nodeReady: 1_500,
  proofPod: 4_000,
  containerd: 1_200,
  etcd: 1_800,
  anyService: 400,
  blob: 700,
  imageImport: 1_300,
  kubectl: 150,
} as const;
