/**
 * Programs that kubeadm's preflight must find on a host, by the minor versions of Kubernetes that ask for them (both ends included).
 * Without one of them `init` and `join` fail. From cmd/kubeadm/app/preflight/checks_linux.go: conntrack went with 1.32
 * (kubernetes#126952), ip and iptables (#129131) and nsenter (#129450) with 1.33, which began to ask for losetup (#129450) and cp (#130045).
 * crictl is asked for too, and is in every bundle.
 */
const required: readonly { readonly program: string; readonly from: number; readonly to: number }[] = [
  { program: 'conntrack', from: 0, to: 31 },
  { program: 'ip', from: 0, to: 32 },
  { program: 'iptables', from: 0, to: 32 },
  { program: 'nsenter', from: 0, to: 32 },
  { program: 'mount', from: 0, to: Infinity },
  { program: 'losetup', from: 33, to: Infinity },
  { program: 'cp', from: 33, to: Infinity },
];

/** Every program that some version asks for: what a probe looks for, whatever the version will be. */
export const kubeadmPrograms: readonly string[] = required.map(({ program }) => program);

/** The programs that kubeadm of this version (1.34.4) must find. */
export function programsOfKubeadm(kubernetes: string): readonly string[] {
  const minor = Number(kubernetes.split('.')[1]);
  return required.filter(({ from, to }) => from <= minor && minor <= to).map(({ program }) => program);
}

/** The OS packages that bring each program: Debian's and Ubuntu's names first, then those of Red Hat's family and openEuler. */
export const packagesWith: Readonly<Record<string, readonly string[]>> = {
  conntrack: ['conntrack', 'conntrack-tools'],
  ip: ['iproute2', 'iproute'],
  iptables: ['iptables', 'iptables-nft', 'iptables-legacy'],
  nsenter: ['util-linux', 'util-linux-core'],
  mount: ['mount', 'util-linux', 'util-linux-core'],
  losetup: ['mount', 'util-linux', 'util-linux-core'],
  cp: ['coreutils', 'coreutils-single'],
};
