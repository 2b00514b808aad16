/** Container runtimes and distributions of Kubernetes, by the socket that is there while they run: /run is emptied when a host starts. */
export const runtimeSockets = {
  '/run/docker.sock': 'Docker',
  '/run/containerd/containerd.sock': 'containerd',
  '/run/crio/crio.sock': 'CRI-O',
  '/run/podman/podman.sock': 'Podman',
  '/run/k3s/containerd/containerd.sock': 'k3s or RKE2',
  '/run/k0s/containerd.sock': 'k0s',
} as const;

/** Where the probe looks for them. */
export const runtimePaths: readonly string[] = Object.keys(runtimeSockets);

/** Those that run on a host. */
export const runtimesIn = (present: readonly string[]): string[] =>
  Object.entries(runtimeSockets).flatMap(([path, name]) => (present.includes(path) ? [name] : []));
