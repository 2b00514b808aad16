import { layout } from '../../../../shared/model/layout.ts';
import { containerOf } from '../containers.ts';
import type { Machine } from '../machine.ts';

const components = ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler'];
/** The ports of what kubeadm starts, and the static pod that has them; without one, the kubelet. */
const ports: readonly (readonly [number, string | undefined])[] = [
  [10250, undefined],
  [6443, 'kube-apiserver'],
  [10259, 'kube-scheduler'],
  [10257, 'kube-controller-manager'],
];

const check = (kind: 'FileAvailable' | 'DirAvailable', path: string): string => `${kind}-${path.replaceAll('/', '-')}`;

/** What kubeadm is about to do. */
export interface Attempt {
  readonly kind: 'init' | 'join';
  readonly controlPlane: boolean;
  /** Where a stacked etcd is to have its data; undefined for an external one. */
  readonly dataDir: string | undefined;
}

/** What kubeadm's pre-flight checks find, by the names that `--ignore-preflight-errors` knows (preflight/checks.go). */
export function preflight(machine: Machine, { kind, controlPlane, dataDir }: Attempt): Map<string, string> {
  const found = new Map<string, string>();
  const { files } = machine;
  const mustNotBe = (path: string) => {
    if (files.at(path)) found.set(check('FileAvailable', path), `${path} already exists`);
  };
  if (!machine.isActive(layout.containerdUnit))
    found.set(
      'CRI',
      `could not connect to the container runtime: dial unix ${layout.containerdSocket}: connect: no such file or directory`,
    );
  if (machine.swapKib > 0) found.set('Swap', 'swap is enabled; production deployments should disable swap');
  if (machine.sysctls.get('net/ipv4/ip_forward') !== '1')
    found.set('FileContent--proc-sys-net-ipv4-ip_forward', '/proc/sys/net/ipv4/ip_forward contents are not set to 1');
  for (const [port, pod] of ports) {
    if (pod !== undefined && !controlPlane) continue;
    const taken = pod === undefined ? machine.isActive(layout.kubeletUnit) : containerOf(machine, pod) !== undefined;
    if (taken) found.set(`Port-${port}`, `Port ${port} is in use`);
  }
  if (controlPlane)
    for (const component of [...components, ...(dataDir === undefined ? [] : ['etcd'])])
      mustNotBe(`${layout.staticPods}/${component}.yaml`);
  if (dataDir !== undefined && controlPlane && files.list(dataDir).length > 0)
    found.set(check('DirAvailable', dataDir), `${dataDir} is not empty`);
  if (kind === 'join') {
    mustNotBe('/etc/kubernetes/kubelet.conf');
    mustNotBe('/etc/kubernetes/bootstrap-kubelet.conf');
    if (!controlPlane) mustNotBe(`${layout.kubernetesPki}/ca.crt`);
  }
  return found;
}

/** Images that the node is to run and does not have: there is nowhere to pull them from. */
export const missingImages = (machine: Machine, version: string): string[] =>
  components.map((name) => `registry.k8s.io/${name}:${version}`).filter((image) => !machine.images.has(image));
